import { isMultipart, type ObjectEntry } from './entry';
import { RestoredClass } from './restored-class';

/** How long an upload in parts may take: within it, the listing cannot tell whether it was complete at T. */
export const MULTIPART_WINDOW_MS = 24 * 3600 * 1000;

export interface StateOptions {
  /** T in milliseconds, whole seconds; entries of that very second count as stored. */
  readonly at: number;
  /** @default MULTIPART_WINDOW_MS */
  readonly multipartWindow?: number;
  /** Classes to which lifecycle rules move noncurrent versions. @default none */
  readonly lateClasses?: readonly string[];
}

/** What one key was at T. */
export interface KeyState {
  readonly key: string;
  /** Its newest entry now; null only in another location than the history's, where nothing has ever been. */
  readonly current: ObjectEntry | null;
  /** How many entries it has. */
  readonly entries: number;
  /** Its version at T; null when the key did not exist. */
  readonly wanted: ObjectEntry | null;
  /**
   * `wanted` is an upload in parts that was begun before T and may have been completed after it; `otherwise` is what
   * the key was in that case.
   */
  readonly ambiguous?: { readonly reason: string; readonly otherwise: ObjectEntry | null };
}

/**
 * Folds the entries of one key, newest first **in stored order**, into its state at T; nothing else is kept in memory.
 *
 * The time of an entry is a lower bound of when it was stored: exact for a plain write, the beginning of an upload in
 * parts. So everything above an entry with a later time than T was itself stored after T, whatever its own time says;
 * the newest entry below those is the state. Only when that one was uploaded in parts, begun less than the window
 * before T, and not proved complete by a newer entry from before T, the answer stays open.
 */
export class KeyFold {
  private readonly current: ObjectEntry;
  private wanted: ObjectEntry | undefined;
  private otherwise: ObjectEntry | undefined;
  private entries = 0;
  private readonly restored: RestoredClass;

  constructor(
    newest: ObjectEntry,
    private readonly options: StateOptions,
  ) {
    this.current = newest;
    this.restored = new RestoredClass(options.lateClasses);
    this.add(newest);
  }

  get key(): string {
    return this.current.key;
  }

  add(entry: ObjectEntry): void {
    this.entries++;
    if (entry.lastModified > this.options.at) {
      this.wanted = undefined;
      this.otherwise = undefined;
    } else if (this.wanted === undefined) this.wanted = entry;
    else if (this.otherwise === undefined && this.mayStraddle(this.wanted)) this.otherwise = entry;
    this.restored.add(entry, entry === this.wanted);
  }

  state(): KeyState {
    const { current, wanted, otherwise, entries } = this;
    const state = { key: current.key, current, entries, wanted: this.existing(wanted) };
    if (wanted === undefined || !this.mayStraddle(wanted)) return state;
    const reason = `an upload in parts, begun at ${new Date(wanted.lastModified).toISOString()}, may have been completed after the target time`;
    return { ...state, ambiguous: { reason, otherwise: this.existing(otherwise) } };
  }

  private existing(entry: ObjectEntry | undefined): ObjectEntry | null {
    if (entry === undefined || entry.kind === 'marker') return null;
    const restoreAs = this.restored.of(entry);
    return restoreAs === undefined ? entry : { ...entry, restoreAs };
  }

  private mayStraddle(entry: ObjectEntry): boolean {
    const window = this.options.multipartWindow ?? MULTIPART_WINDOW_MS;
    return isMultipart(entry) && this.options.at - entry.lastModified < window;
  }
}

/** An ambiguous key of which it is known that its upload was completed after T only. */
export function excluded({ ambiguous, ...state }: KeyState): KeyState {
  return ambiguous === undefined ? state : { ...state, wanted: ambiguous.otherwise };
}

/** The state of one key from all of its entries. */
export function stateAt(entries: readonly [ObjectEntry, ...ObjectEntry[]], options: StateOptions): KeyState {
  const [newest, ...older] = entries;
  const fold = new KeyFold(newest, options);
  for (const entry of older) fold.add(entry);
  return fold.state();
}
