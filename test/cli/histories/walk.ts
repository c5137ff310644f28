import { ExitCode } from '../../../cli/exit-code';
import { type History, left, type State } from './history';
import { type Ended, Judge, type Wanted } from './judge';
import { copyByHand, type TriedStore } from './store';
import type { Tally } from './tally';

export interface Circumstances {
  readonly store: TriedStore;
  readonly tally: Tally;
  /** Between the halves of the history. */
  readonly moment: string;
  readonly databaseUrl: string;
  /** For results and evidence. */
  readonly folder: string;
  /** Options of whatever lists. */
  readonly listing: readonly string[];
}

/** One history through every command, as it is typed. */
export class Walk {
  private readonly before: State;
  private readonly now: State;
  private readonly judge: Judge;

  constructor(
    private readonly history: History,
    private readonly given: Circumstances,
  ) {
    const { store, folder, tally } = given;
    this.before = left(history, 'before');
    this.now = left(history, 'before', 'after');
    this.judge = new Judge(store, history, this.now, folder, tally);
  }

  async through(): Promise<void> {
    const { before, now, judge } = this;
    const { bucket, copies, prefix } = this.history;
    const { moment, listing, databaseUrl } = this.given;
    const here = ['--bucket', bucket, '--prefix', prefix];
    const location = `s3://${bucket}/${prefix}`;
    const verify = ['verify', '--database-url', databaseUrl, ...here, ...listing];
    await judge.judged('verify', verify, this.whatVerifySees(now));
    await judge.judged('verify --at', [...verify, '--at', moment], this.whatVerifySees(before));

    const copy = await this.copied(location);
    const rewound = await this.brought('rewind', ['rewind', ...here, '--to', moment], before, before);
    const between = judge.state;
    const byHand = copy.endsWith('-by-hand/') ? ['--allow-no-manifest'] : [];
    const restore = ['restore-object-copy', '--from', `s3://${copies}/${copy}`, '--to', location, ...byHand];
    const restored = await this.brought('restore-object-copy', restore, now, { ...between, ...now });
    await this.undone('undo of restore-object-copy', here, restored, between);
    await this.undone('undo of rewind', here, rewound, now);
    await judge.expected('the copy, at the end', () => judge.stands(copies, copy, now));
  }

  /** Each row whose object is not there, and the object without a row. */
  private whatVerifySees(state: State): Wanted {
    const [first, ...referred] = this.history.keys.map(({ key }) => key in state);
    const stays = { state: this.judge.state };
    if (isEmpty(state)) return { ...stays, exitCode: ExitCode.BAD_ARGUMENTS, result: { verdict: 'refused' } };
    const dangling = referred.filter((isThere) => !isThere).length;
    return {
      ...stays,
      exitCode: dangling === 0 ? ExitCode.VERIFIED : ExitCode.WRONG,
      result: {
        verdict: dangling === 0 ? 'verified' : 'failed',
        objects: { keys: Object.keys(state).length, ambiguous: 0 },
        references: { checked: referred.length, dangling, orphaned: first ? 1 : 0, elsewhere: 0 },
        checks: expect.arrayContaining([
          expect.objectContaining({ name: 'references', outcome: dangling === 0 ? 'passed' : 'failed' }),
          expect.objectContaining({ name: 'object bytes', outcome: 'passed' }),
        ]),
      },
    };
  }

  /** Where the store is refused, or has nothing, there is a copy that was made by hand. @returns its prefix */
  private async copied(location: string): Promise<string> {
    const { copies, prefix } = this.history;
    const command = ['copy-objects', '--from', location, '--to', `s3://${copies}/${prefix}`];
    const done = await this.brought('copy-objects', command, this.now, this.judge.state);
    if (done !== undefined) return done.result.into!.slice(`s3://${copies}/`.length);
    const copy = `${prefix.slice(0, -1)}-by-hand/`;
    await copyByHand(this.given.store.client, copies, copy, this.now);
    return copy;
  }

  /** A command that brings a state somewhere, and is refused where that is empty. @returns what it has done */
  private async brought(
    name: string,
    command: readonly string[],
    state: State,
    stands: State,
  ): Promise<Ended | undefined> {
    const wanted = isEmpty(state) ? refused(this.judge.state) : verified(stands);
    const ended = await this.judge.judged(name, [...command, ...this.given.listing, ...this.evidence], wanted);
    return ended?.exitCode === ExitCode.VERIFIED ? ended : undefined;
  }

  /** A run that has changed nothing has nothing to undo. */
  private async undone(name: string, here: readonly string[], run: Ended | undefined, state: State): Promise<void> {
    if (run === undefined) return;
    const undo = ['rewind', ...here, '--undo', run.result.run!, ...this.evidence];
    await this.judge.judged(name, undo, isSame(this.judge.state, state) ? refused(state) : verified(state));
  }

  private get evidence(): readonly string[] {
    return ['--evidence', this.given.folder];
  }
}

const verified = (state: State): Wanted => ({ exitCode: ExitCode.VERIFIED, state, result: { verdict: 'verified' } });
const refused = (state: State): Wanted => ({ exitCode: ExitCode.BAD_ARGUMENTS, state, result: { verdict: 'refused' } });

const isEmpty = (state: State): boolean => Object.keys(state).length === 0;
const isSame = (one: State, other: State): boolean =>
  Object.keys({ ...one, ...other }).every((key) => one[key] === other[key]);
