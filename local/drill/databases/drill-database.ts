import type { ExistingDatabase } from '../../../lib';

/** What `--database` chooses. */
export const DATABASES = ['instance', 'aurora'] as const;
export type DatabaseChoice = (typeof DATABASES)[number];

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly dbname: string;
}

/** The database that a drill restores, whatever its kind: how it is made, and how whoever looks from outside sees it. */
export interface DrillDatabase {
  readonly identifier: string;
  /** How the stack is told of it. */
  readonly existing: Omit<ExistingDatabase, 'credentialsSecretArn'>;
  /** Makes it, with settings as no restored database has them by itself; resolves when it answers. */
  create(login: Login): Promise<{ readonly host: string; readonly port: number; readonly postgresVersion: string }>;
  /** `pegasus-production (db-…) is available` */
  state(): Promise<string>;
  latestRestorableTime(): Promise<Date | undefined>;
  /** Resolves when it can be restored from. */
  takeSnapshot(identifier: string): Promise<{ readonly id: string; readonly time: Date }>;
  /** What a restore drops, of the source and of the database that answers at `port`. */
  settings(port: number): Promise<{
    readonly source: ReadonlyMap<string, string>;
    readonly current: ReadonlyMap<string, string>;
  }>;
}

export const said = (settings: Readonly<Record<string, unknown>>): Map<string, string> =>
  new Map(Object.entries(settings).map(([setting, value]) => [setting, JSON.stringify(value)]));

export const wholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);
