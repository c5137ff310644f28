import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { ARCHIVE_SETTINGS, archiveUntilNow } from '../../postgres/archive';
import { type BaseBackup, takeBaseBackup } from '../../postgres/base-backup';
import type { PostgresBinaries } from '../../postgres/binaries';
import { ADMINISTRATOR, initialiseCluster } from '../../postgres/cluster';
import { prepareRecovery, type RecoverySource } from '../../postgres/recovery';
import { PostgresServer } from '../../postgres/server';
import type { Tag } from './action';
import { AutomatedBackups } from './automated-backups';
import { createMaster } from './master-user';
import { resourceId as newResourceId } from './names';
import type { Settings } from './settings';
import { ArchiveKeeper } from './wal-archiver';

/** What all instances of this machine share. */
/** Whether there is room for an instance of this class; undefined: in any zone. */
export type HasRoom = (instanceClass: string, zone?: string) => boolean;

export interface Machine {
  readonly binaries: PostgresBinaries;
  readonly directory: string;
  readonly log: (line: string) => void;
  /** Of the superuser; the same everywhere, as a restored cluster brings it along. */
  readonly administratorPassword: string;
  /** Between two commits to the archive. */
  readonly keeperMilliseconds: number;
  /** The status that is said of an instance. */
  shownStatus(identifier: string, status: string): string;
  readonly hasRoom: HasRoom;
  /** The values that were set in a parameter group. */
  parametersOf(group: string | undefined): ReadonlyMap<string, string>;
}

/** Where a parameter group says nothing. */
const DEFAULT_PARAMETERS = { shared_buffers: '32MB', max_wal_size: '128MB', timezone: 'UTC' };

/** One database instance: a Postgres server, its backups, and what RDS remembers of it. */
export class DbInstance {
  readonly createdAt = new Date();
  readonly backups: AutomatedBackups;
  /** Waiting for a maintenance window. */
  pending: Settings = {};
  status = 'creating';
  /** For features; ARNs by the names of the features. No restore brings them. */
  readonly roles = new Map<string, string>();
  parameterStatus: 'in-sync' | 'pending-reboot' = 'in-sync';
  private server?: PostgresServer;
  private keeper?: ArchiveKeeper;
  private work: Promise<void> = Promise.resolve();
  private ending = false;

  constructor(
    private readonly machine: Machine,
    public identifier: string,
    public settings: Settings,
    public tags: Tag[],
    readonly resourceId = newResourceId('db'),
  ) {
    this.backups = new AutomatedBackups(this, join(machine.directory, this.resourceId));
  }

  get endpoint(): { Address: string; Port: number } | undefined {
    return this.server && { Address: '127.0.0.1', Port: this.server.port };
  }

  get shownStatus(): string {
    return this.machine.shownStatus(this.identifier, this.status);
  }

  get hasAutomatedBackups(): boolean {
    return (this.settings.BackupRetentionPeriod ?? 0) > 0;
  }

  create(password: string): void {
    void this.begin('creating', 'failed', async () => {
      await this.backups.prepare(this.machine.binaries);
      await initialiseCluster(this.machine.binaries, this.backups.dataDirectory, this.machine.administratorPassword);
      await this.start();
      await this.asAdministrator((client) => createMaster(client, this.settings, password), 'postgres');
      await this.keepArchive();
      await this.firstBackup();
    });
  }

  restore(source: RecoverySource): void {
    void this.begin('creating', 'restore-error', async () => {
      await this.backups.prepare(this.machine.binaries);
      await this.start(await prepareRecovery(source, this.backups.dataDirectory, this.machine.binaries));
      this.pass('modifying');
      await this.asAdministrator(async (client) => {
        const { rows } = await client.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
        if (rows[0]?.recovering) throw new Error('accepts connections, but is still in recovery');
      });
      await this.keepArchive();
      await this.firstBackup();
    });
  }

  /** Runs `copy`, which copies the running cluster, and fails as it fails; the instance stays available. */
  async backUp(copy: () => Promise<void>): Promise<void> {
    let failure: unknown;
    await this.begin('backing-up', 'available', async () => {
      await copy().catch((error: unknown) => {
        failure = error;
        throw error;
      });
    });
    if (failure) throw failure;
  }

  reboot(): Promise<void> {
    return this.begin('rebooting', 'incompatible-parameters', async () => {
      const port = this.server?.port;
      await this.stop('fast');
      await this.start({}, port);
      await this.keepArchive();
    });
  }

  /** Settings that take effect now; `password` is the master user's new one. */
  apply(changes: Settings, password?: string): void {
    const groupBefore = this.settings.DBParameterGroupName;
    const hadBackups = this.hasAutomatedBackups;
    this.settings = { ...this.settings, ...changes };
    if (this.settings.DBParameterGroupName !== groupBefore) this.parameterStatus = 'pending-reboot';
    void this.begin('modifying', 'available', async () => {
      if (password !== undefined) {
        const role = escapeIdentifier(this.settings.MasterUsername!);
        await this.asAdministrator((client) => client.query(`ALTER ROLE ${role} PASSWORD ${escapeLiteral(password)}`));
      }
      if (!hadBackups) await this.firstBackup();
      if (hadBackups && !this.hasAutomatedBackups) await this.backups.clear();
    });
  }

  /** The parameter group has other values now. */
  async parametersChanged(immediately: boolean): Promise<void> {
    if (!immediately || this.parameterStatus === 'pending-reboot') {
      this.parameterStatus = 'pending-reboot';
      return;
    }
    await this.writeParameters();
    this.server?.reload();
  }

  /** Stops the server after what is under way; `last` is done while it still runs. */
  async end(last: () => Promise<unknown>): Promise<void> {
    this.ending = true;
    this.status = 'deleting';
    await this.work;
    try {
      if (this.server) await last();
    } finally {
      await this.stop('immediate');
      await rm(this.backups.dataDirectory, { recursive: true, force: true });
    }
  }

  /** Stops at once: what is under way fails. */
  async abandon(): Promise<void> {
    this.ending = true;
    await this.stop('immediate');
    await this.work;
  }

  /** Copies the running cluster to `directory` and makes the end of that restorable. */
  async takeBase(directory: string): Promise<BaseBackup> {
    const base = await this.asAdministrator((client) => takeBaseBackup(client, this.backups, directory));
    await this.archiveNow();
    return base;
  }

  /** A base backup for the automated backups. */
  async addBase(): Promise<BaseBackup> {
    const base = await this.takeBase(this.backups.nextDirectory());
    this.backups.add(base);
    return base;
  }

  /** Makes every moment up to now restorable. */
  async archiveNow(): Promise<void> {
    const until = await this.asAdministrator((client) => archiveUntilNow(client, this.backups.archiveDirectory));
    this.backups.archivedUntil(until);
  }

  private async firstBackup(): Promise<void> {
    if (!this.hasAutomatedBackups) return;
    this.pass('backing-up');
    await this.addBase();
  }

  private async start(settings: Record<string, string> = {}, port?: number): Promise<void> {
    await this.writeParameters();
    const server = await PostgresServer.start({
      binaries: this.machine.binaries,
      dataDirectory: this.backups.dataDirectory,
      logFile: join(this.backups.directory, 'server.log'),
      settings: { ...ARCHIVE_SETTINGS, ...settings },
      port,
    });
    this.server = server;
    this.parameterStatus = 'in-sync';
    if (this.ending) await this.stop('immediate');
    void server.ended.then(() => {
      if (this.server !== server) return;
      this.machine.log(`rds ${this.identifier}: Postgres ended by itself`);
      this.pass('failed');
    });
  }

  private async stop(mode: 'fast' | 'immediate'): Promise<void> {
    const { server, keeper } = this;
    this.server = undefined;
    this.keeper = undefined;
    if (mode === 'immediate') await server?.stop(mode);
    await keeper?.stop();
    if (mode === 'fast') await server?.stop(mode);
  }

  private async keepArchive(): Promise<void> {
    const client = await this.connect(ADMINISTRATOR);
    this.keeper = new ArchiveKeeper(
      client,
      this.backups.archiveDirectory,
      (time) => this.backups.archivedUntil(time),
      this.machine.keeperMilliseconds,
    );
  }

  /** The file that a base backup brings along is the source's: it is replaced before every start. */
  private async writeParameters(): Promise<void> {
    const set = this.machine.parametersOf(this.settings.DBParameterGroupName);
    const parameters = { ...DEFAULT_PARAMETERS, ...Object.fromEntries(set) };
    const lines = Object.entries(parameters).map(([name, value]) => `${name} = '${value.replace(/['\\]/g, '$&$&')}'\n`);
    await writeFile(join(this.backups.dataDirectory, 'postgresql.auto.conf'), lines.join(''));
  }

  private async connect(database: string): Promise<Client> {
    if (!this.server) throw new Error('the server does not run');
    return this.server.connect(ADMINISTRATOR, this.machine.administratorPassword, database);
  }

  private async asAdministrator<Result>(
    run: (client: Client) => Promise<Result>,
    database = ADMINISTRATOR,
  ): Promise<Result> {
    const client = await this.connect(database);
    try {
      return await run(client);
    } finally {
      await client.end();
    }
  }

  /** What is being deleted says nothing else any more. */
  private pass(status: string): void {
    if (!this.ending) this.status = status;
  }

  /** Does `job` after what is under way; the status says it from now on. */
  private begin(status: string, onFailure: string, job: () => Promise<void>): Promise<void> {
    this.status = status;
    this.work = this.work.then(async () => {
      let after = 'available';
      try {
        if (!this.ending) await job();
      } catch (error) {
        after = onFailure;
        if (!this.ending) this.machine.log(`rds ${this.identifier}: ${status}: ${String(error)}`);
      }
      if (this.status !== 'failed') this.pass(after);
    });
    return this.work;
  }
}
