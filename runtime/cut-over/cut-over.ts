import type { Undo } from '../../domain/traffic/cut-over';
import type { DatabaseEndpoint } from '../database/database-kind';

/** Where the application is sent. Without a host only RDS knows: it is the instance that has the name of the source. */
export type Sent = Partial<DatabaseEndpoint>;

/** The database that the application is to use. */
export interface Target {
  readonly identifier: string;
  readonly host: string;
  readonly port: number;
  /** Only where it has another name than the old one: on the same server, that is. */
  readonly database?: string;
  readonly generation: number;
  /** What it is known by, whatever it is called. */
  readonly tags: Readonly<Record<string, string>>;
  readonly source: { readonly identifier: string; readonly resourceId: string };
  readonly runId: string;
}

/** One way to bring the application to a restored database. Each step of it may be taken twice. */
export interface Way {
  /** @returns why it could not be carried out now, and what to do; asked before anything is frozen */
  unfit(): Promise<string | undefined>;
  /** Where the application is sent now. */
  endpoint(): Promise<Sent>;
  /** What to write down before anything is moved. @returns undefined when it points to the target already */
  undoOf(to: Target): Promise<Undo | undefined>;
  /** @returns where the restored database answers from now on */
  point(to: Target): Promise<{ readonly host: string; readonly port: number }>;
  /** The database stays: raises the generation where the pointer carries it, and moves nothing. */
  stay(generation: number): Promise<void>;
}
