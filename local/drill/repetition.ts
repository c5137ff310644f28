/** Something that is done over and over beside the drill, until it is stopped. Its first error is thrown by `stop`. */
export class Repetition {
  private stopped = false;
  private failure: unknown;
  private readonly loop: Promise<void>;
  private wake: () => void = () => {};
  times = 0;

  constructor(milliseconds: number, act: (n: number) => Promise<unknown>) {
    this.loop = this.repeat(milliseconds, act);
  }

  /** Waits for the one under way, so that nothing happens after it. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.loop;
    if (this.failure) throw this.failure;
  }

  private async repeat(milliseconds: number, act: (n: number) => Promise<unknown>): Promise<void> {
    try {
      while (!this.stopped) {
        await act(this.times);
        this.times++;
        if (!this.stopped) await this.pause(milliseconds);
      }
    } catch (error) {
      this.failure = error;
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
