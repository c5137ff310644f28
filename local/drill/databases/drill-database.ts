import type { ExistingDatabase, ExistingNetwork } from '../../../lib';
import type { Installation } from '../installation';

/** What `--database` chooses. */
export const DATABASES = ['instance', 'aurora', 'self-managed'] as const;
export type DatabaseChoice = (typeof DATABASES)[number];

/** Where the application's database is now. */
export interface Connection {
  readonly port: number;
  readonly dbname: string;
}

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
  /** Where its tasks run. @default - it needs no network of the stack's */
  readonly network?: ExistingNetwork;
  /** Makes it, with settings as no restored database has them by itself; resolves when it answers. */
  create(login: Login): Promise<{ readonly host: string; readonly port: number; readonly postgresVersion: string }>;
  /** Ends what nobody else ends. */
  close?(): Promise<void>;
  /** The daily backup. @default - the RDS of this machine takes one */
  backUp?(installation: Installation): Promise<void>;
  /** `pegasus-production (db-…) is available` */
  state(): Promise<string>;
  latestRestorableTime(): Promise<Date | undefined>;
  /** Resolves when it can be restored from. */
  takeSnapshot(identifier: string, installation: Installation): Promise<{ readonly id: string; readonly time: Date }>;
  /** What a restore drops, of the source and of the database that the application is pointed at. */
  settings(current: Connection): Promise<{
    readonly source: ReadonlyMap<string, string>;
    readonly current: ReadonlyMap<string, string>;
  }>;
}

export const said = (settings: Readonly<Record<string, unknown>>): Map<string, string> =>
  new Map(Object.entries(settings).map(([setting, value]) => [setting, JSON.stringify(value)]));

export const wholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);
