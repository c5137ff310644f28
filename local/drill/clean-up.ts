/** What must be undone whatever happens, last made first undone. One that fails does not keep the others from it. */
export class CleanUp {
  private readonly tasks: { readonly what: string; readonly undo: () => Promise<void> }[] = [];
  private running: Promise<void> | undefined;

  add(what: string, undo: () => Promise<void>): void {
    this.tasks.push({ what, undo });
  }

  /** Can be called twice: the second call waits for the first. */
  run(): Promise<void> {
    this.running ??= this.undoAll();
    return this.running;
  }

  private async undoAll(): Promise<void> {
    for (let task = this.tasks.pop(); task; task = this.tasks.pop()) {
      const { what, undo } = task;
      await undo().catch((error: unknown) => console.error(`could not clean up ${what}: ${String(error)}`));
    }
  }
}
