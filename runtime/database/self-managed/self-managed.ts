import type { Client } from 'pg';
import type { DumpManifest } from '../../../domain/database/dump';
import {
  classifySelfManagedStatus,
  SELF_MANAGED_RULES,
  type SelfManagedSettings,
  TASK_FAILED,
} from '../../../domain/database/self-managed';
import type { DatabaseSettings } from '../../../domain/database/settings';
import type { SnapshotFacts } from '../../../domain/request/recovery-points';
import { CANDIDATE_TAG, foreignTags } from '../../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { Convergence, DatabaseKind, FoundDatabase, RestoreOrder, SnapshotsOf } from '../database-kind';
import type { Dumps } from '../dumps';
import type { RestoreTasks } from './restore-tasks';
import { codeOf, commentOf, ServerCatalogue } from './server-catalog';

/** Beside the tags of the candidate, in the comment of its database. */
const STATE = 'pegasus-backup:state';
const TASK = 'pegasus-backup:task';

/** What it needs of the world. */
export interface SelfManagedWorld {
  readonly host: string;
  readonly port: number;
  readonly dumps: Pick<Dumps, 'snapshots' | 'manifest'>;
  readonly tasks: Pick<RestoreTasks, 'start' | 'look'>;
  /** A session in that database; without a name in the one that the application uses. */
  session<T>(work: (client: Client) => Promise<T>, database?: string): Promise<T>;
}

/**
 * Databases of a self-managed Postgres server. A restore is a new database beside the source on the same server,
 * made here and filled by a task from a dump; its comment says whose it is and how far it is, because it lasts longer
 * than ECS remembers a task. There is no archive of its log, so there is no time to go back to but those of the dumps.
 */
export class SelfManaged implements DatabaseKind {
  readonly rules = SELF_MANAGED_RULES;
  readonly classify = classifySelfManagedStatus;
  readonly tells = 'the log of its restore task in ECS and at the log of its server';
  readonly snapshotsOnly = true;
  readonly withoutAccess = true;

  constructor(private readonly connectWorld: () => Promise<SelfManagedWorld>) {}

  async describe(identifier: string): Promise<FoundDatabase | undefined> {
    const world = await this.connectWorld();
    const found = await attempt(`describe ${identifier}`, () =>
      world.session((client) => new ServerCatalogue(client).find(identifier)),
    );
    if (found === undefined) return undefined;
    const extensions = await attempt(`describe the extensions of ${identifier}`, () =>
      world.session(extensionsIn, identifier),
    );
    const { host, port } = world;
    return {
      identifier,
      names: [],
      resourceId: found.resourceId,
      status: await statusOf(found.tags, world),
      host,
      port,
      database: identifier,
      databaseName: identifier,
      pending: [],
      pendingReboot: false,
      backupRetentionDays: 0,
      deletionProtection: false,
      subnetGroup: null,
      storageKey: null,
      tags: found.tags,
      roles: [],
      settings: { ...found.settings, extensions },
    };
  }

  async restoreWindow() {
    return {};
  }

  /** All of them are listed: one that is asked for by name is among them. */
  async snapshots(of: SnapshotsOf): Promise<SnapshotFacts[]> {
    if ('snapshot' in of) return [];
    const { dumps } = await this.connectWorld();
    return await dumps.snapshots(of.database, (await this.describe(of.database))?.resourceId);
  }

  async backupSnapshots() {
    return [];
  }

  async parameterGroups() {
    return [];
  }

  async subnetGroup() {
    return undefined;
  }

  /** The database first, empty and tagged; then the task, which ECS starts once for the same request. */
  async restore({ identifier, point, settings, tags }: RestoreOrder): Promise<boolean> {
    if (point.kind === 'time') {
      throw new PegasusError(
        ErrorName.DATABASE_REFUSED,
        `A self-managed database cannot go back to ${point.time}: it has dumps only. Ask for a dump with \`snapshot\`.`,
      );
    }
    const world = await this.connectWorld();
    const manifest = await world.dumps.manifest(point.snapshotId);
    return await attempt(`restore ${point.snapshotId} as ${identifier}`, () =>
      world.session(async (client) => {
        const catalogue = new ServerCatalogue(client);
        const created = await catalogue.create(identifier, selfManagedSettings(settings));
        if (created) await catalogue.tag(identifier, { ...tags, [STATE]: 'creating' });
        const existing = (await catalogue.find(identifier))?.tags ?? {};
        if (foreignTags(existing, tags).length > 0 || existing[STATE] !== 'creating') return false;
        const task = await world.tasks.start(
          identifier,
          orderOf(manifest, identifier, { ...tags, [STATE]: 'ready' }),
          tags,
        );
        await catalogue.tag(identifier, { ...tags, [STATE]: 'restoring', [TASK]: task });
        return created;
      }),
    );
  }

  async continueRestore(): Promise<void> {}

  /** A server assumes no role of AWS, and so no source has one. */
  async addRole(): Promise<void> {}

  async converge({ identifier, settings, wanted }: Convergence): Promise<void> {
    const { configuration, connectionLimit } = selfManagedSettings(wanted);
    const { session } = await this.connectWorld();
    await attempt(`modify ${identifier}`, () =>
      session(async (client) => {
        const catalogue = new ServerCatalogue(client);
        if (settings.includes('configuration')) await catalogue.configure(identifier, configuration);
        if (settings.includes('connectionLimit')) await catalogue.limitConnections(identifier, connectionLimit);
      }),
    );
  }

  async reboot(): Promise<void> {}

  async release(identifier: string): Promise<void> {
    const { session } = await this.connectWorld();
    await attempt(`take the tag ${CANDIDATE_TAG} from ${identifier}`, () =>
      session(async (client) => {
        const catalogue = new ServerCatalogue(client);
        const { [CANDIDATE_TAG]: used, ...tags } = (await catalogue.find(identifier))?.tags ?? {};
        if (used !== undefined) await catalogue.tag(identifier, tags);
      }),
    );
  }

  async remove({ identifier }: FoundDatabase): Promise<void> {
    const { session } = await this.connectWorld();
    await attempt(`drop ${identifier}`, () => session((client) => new ServerCatalogue(client).drop(identifier)));
  }

  /** By the comments and not by the plan: what the plan does not know of is found too. */
  async leftOf(runId: string): Promise<readonly string[]> {
    const { session } = await this.connectWorld();
    const left = await attempt(`count what is left of ${runId}`, () =>
      session((client) => new ServerCatalogue(client).taggedWith('pegasus-backup:run', runId)),
    );
    return left.map((name) => `database ${name}`);
  }
}

/** Variables of the restoring task's containers. */
function orderOf(
  { key, versionId, bytes, sha256, facts }: DumpManifest,
  database: string,
  ready: RestoreOrder['tags'],
) {
  return {
    DUMP_KEY: key,
    DUMP_VERSION: versionId,
    DUMP_BYTES: String(bytes),
    DUMP_SHA256: sha256,
    DUMP_MAJOR: String(facts.dumpMajor),
    SERVER_MAJOR: String(facts.serverMajor),
    TARGET_DATABASE: database,
    READY_COMMENT: commentOf(ready),
  };
}

/** What the comment says, and as long as it does not say `ready`, what ECS says. */
async function statusOf(tags: RestoreOrder['tags'], { tasks }: SelfManagedWorld): Promise<string> {
  const { [STATE]: state, [TASK]: task } = tags;
  if (state === undefined || state === 'ready') return 'available';
  if (task === undefined) return 'creating';
  const look = await tasks.look(task);
  // A task that has ended well has written `ready`: the next look sees it.
  return look.outcome === 'failed' ? `${TASK_FAILED}${look.reason}` : 'restoring';
}

async function extensionsIn(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select extname::text as name from pg_extension order by 1');
  return rows.map(({ name }) => name);
}

function selfManagedSettings(settings: DatabaseSettings): SelfManagedSettings {
  const text = (name: string): string => String(settings[name] ?? '');
  const list = (name: string): readonly string[] => [settings[name] ?? []].flat().map(String);
  return {
    encoding: text('encoding'),
    collate: text('collate'),
    ctype: text('ctype'),
    localeProvider: text('localeProvider'),
    locale: settings.locale === null ? null : text('locale'),
    extensions: list('extensions'),
    configuration: list('configuration'),
    connectionLimit: Number(settings.connectionLimit ?? -1),
  };
}

const ADVICE: readonly (readonly [string, string])[] = [
  ['42501', 'the user of the secret may not: grant it CREATEDB, or what the message names, and start again'],
  ['53100', 'the disk of the server is full: make room, then start again'],
  ['55006', 'another session uses the database: end it, then start again'],
];

async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof PegasusError) throw error;
    const code = codeOf(error) ?? '';
    const advice = ADVICE.find(([known]) => known === code)?.[1] ?? 'correct what the error names, then start again';
    throw new PegasusError(
      ErrorName.DATABASE_REFUSED,
      `The server refuses to ${what} (${code}: ${(error as Error).message}); ${advice}.`,
      { cause: error },
    );
  }
}
