import { type Boundary, BoundaryFold } from './boundary';
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
  /** Where rows have a say. @default - the listing decides alone */
  readonly boundary?: Boundary;
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
  /** `wanted` holds where a row refers to the key. */
  readonly ambiguous?: Ambiguity;
  /** It held two objects around T, and no row can tell them apart; `wanted` is taken. */
  readonly overwritten?: { readonly reason: string; readonly other: ObjectEntry };
}

export interface Ambiguity {
  readonly reason: string;
  /** What the key was if `wanted` is wrong. */
  readonly otherwise: ObjectEntry | null;
  /**
   * What holds where no row refers to the key: `otherwise`, because it was stored or deleted a moment after or before T;
   * or nothing does, because an upload in parts, begun before T, may have been completed after it.
   */
  readonly withoutRow: 'otherwise' | 'unknown';
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
  private readonly near: BoundaryFold | undefined;

  constructor(
    newest: ObjectEntry,
    private readonly options: StateOptions,
  ) {
    this.current = newest;
    this.restored = new RestoredClass(options.lateClasses);
    this.near = options.boundary && new BoundaryFold(options.boundary);
    this.add(newest);
  }

  get key(): string {
    return this.current.key;
  }

  add(entry: ObjectEntry): void {
    this.entries++;
    if (entry.lastModified > this.options.at) {
      this.near?.later(entry, this.wanted);
      this.wanted = undefined;
      this.otherwise = undefined;
    } else {
      this.near?.earlier(entry);
      if (this.wanted === undefined) this.wanted = entry;
      else if (this.otherwise === undefined && this.mayStraddle(this.wanted)) this.otherwise = entry;
    }
    this.restored.add(entry, entry === this.wanted);
  }

  state(): KeyState {
    const { current, entries, near } = this;
    const { wanted, ambiguous } = this.answer();
    const other = wanted ? near?.otherThan(wanted) : undefined;
    return {
      key: current.key,
      current,
      entries,
      wanted,
      ...(ambiguous && { ambiguous }),
      ...(other && { overwritten: { reason: 'it was overwritten in the second of the target time', other } }),
    };
  }

  private answer(): Pick<KeyState, 'wanted' | 'ambiguous'> {
    const { wanted, otherwise, near } = this;
    if (wanted !== undefined && this.mayStraddle(wanted)) {
      const reason = `an upload in parts, begun at ${new Date(wanted.lastModified).toISOString()}, may have been completed after the target time`;
      return {
        wanted: this.existing(wanted),
        ambiguous: { reason, otherwise: this.existing(otherwise), withoutRow: 'unknown' },
      };
    }
    const known = this.existing(wanted);
    const needed = known === null ? near?.ifReferenced : undefined;
    if (needed === undefined) return { wanted: known };
    const reason = 'it was stored or deleted within a second of the target time';
    return { wanted: this.existing(needed), ambiguous: { reason, otherwise: null, withoutRow: 'otherwise' } };
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
