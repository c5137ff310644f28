/** How often a command ended as the oracle says, and how often the store was refused. */
interface Ended {
  readonly right: number;
  readonly refused: number;
}

/** An undo comes only after what has changed something. */
const OF_EACH_HISTORY = ['verify', 'verify --at', 'copy-objects', 'rewind', 'restore-object-copy'];

export const each = (ended: Ended) => Object.fromEntries(OF_EACH_HISTORY.map((command) => [command, ended]));

/** What became of each command, over all histories. */
export class Tally {
  readonly of: Record<string, Ended> = {};
  /** In words: which history, which command, what was expected. */
  readonly wrong: string[] = [];

  add(command: string, outcome: keyof Ended): void {
    const ended = this.of[command] ?? { right: 0, refused: 0 };
    this.of[command] = { ...ended, [outcome]: ended[outcome] + 1 };
  }

  sum(outcome: keyof Ended): number {
    return Object.values(this.of).reduce((sum, ended) => sum + ended[outcome], 0);
  }

  lines(): readonly string[] {
    const commands = Object.entries(this.of).map(
      ([command, { right, refused }]) => `${command}: ${right} right, ${refused} refused with the key`,
    );
    return [...commands, `${this.wrong.length} wrong`];
  }
}
