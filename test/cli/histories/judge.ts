import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExitCode } from '../../../cli/exit-code';
import { main } from '../../../cli/main';
import { digests, readNow } from '../../runtime/objects/rewind/histories';
import type { History, State } from './history';
import type { TriedStore } from './store';
import type { Tally } from './tally';

/** What a command left: its exit code, and what `--json` writes. */
export interface Ended {
  readonly exitCode: ExitCode;
  readonly result: { readonly run?: string; readonly into?: string; readonly error?: string };
}

export interface Wanted {
  readonly exitCode: ExitCode;
  /** What stands below the prefix afterwards. */
  readonly state: State;
  /** A part of the result. */
  readonly result: object;
}

/** In every refusal of a store. */
const REFUSED_STORE = 'a store that lists versions as S3 does';

/** Runs the commands on one history, and compares what each left with what the writer has recorded. */
export class Judge {
  constructor(
    private readonly store: TriedStore,
    private readonly history: History,
    /** What stands there, as far as every command so far was right. */
    public state: State,
    private readonly folder: string,
    private readonly tally: Tally,
  ) {}

  /** @returns undefined where the store was refused: with the key, and nothing is changed */
  async judged(name: string, command: readonly string[], wanted: Wanted): Promise<Ended | undefined> {
    const { exitCode, result } = await this.run(command);
    const isRefused = result.error?.includes(REFUSED_STORE) === true;
    const state = isRefused ? this.state : wanted.state;
    const { bucket, prefix } = this.history;
    const isRight = await this.expected(name, async () => {
      if (isRefused) expect(result.error).toMatch(new RegExp(`\`[^\`]*\\b${prefix.slice(0, -1)}[-/][^\`]*\``));
      else expect({ exitCode, result }).toMatchObject({ exitCode: wanted.exitCode, result: wanted.result });
      await this.stands(bucket, prefix, state);
    });
    if (isRight) this.tally.add(name, isRefused ? 'refused' : 'right');
    this.state = state;
    return isRefused ? undefined : { exitCode, result };
  }

  async stands(bucket: string, prefix: string, state: State): Promise<void> {
    expect(await readNow(this.store.client, bucket, prefix)).toEqual(digests(state));
  }

  async expected(name: string, look: () => Promise<void>): Promise<boolean> {
    try {
      await look();
      return true;
    } catch (error) {
      this.tally.wrong.push(`${this.history.prefix} ${name}: ${(error as Error).message}`);
      return false;
    }
  }

  private async run(command: readonly string[]): Promise<Ended> {
    const json = join(this.folder, 'result.json');
    rmSync(json, { force: true });
    const argv = ['node', 'pegasus-backup', ...command, '--endpoint-url', this.store.endpoint, '--json', json];
    return { exitCode: await main(argv), result: JSON.parse(readFileSync(json, 'utf8')) };
  }
}
