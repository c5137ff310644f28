import * as z from 'zod';
import {
  compareSettings,
  type DatabaseSettings,
  type SettingRules,
  wantedSettings,
} from '../../domain/database/settings';
import { sayHeld, sayUnknown } from '../../domain/database/status';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { RestoreMode } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';
import { type Patience, pollUntil } from '../execution/poll-until';
import type { DatabaseEndpoint, DatabaseKind, FeatureRole, FoundDatabase } from './database-kind';
import { sameEndpoint } from './endpoints';
import { type DatabaseSecret, PasswordRefused } from './postgres';
import type { RestoredContent } from './restored-content';
import type { SourceDatabase } from './source-database';

/** RDS shows `available` for a while before it begins to modify. */
const STABLE_LOOKS = 3;
/** Five minutes. */
const UNKNOWN_LOOKS = 60;

/** What it takes to make a restored database like its source. */
export interface ConvergeWorld {
  readonly databases: Pick<
    DatabaseKind,
    'rules' | 'classify' | 'tells' | 'describe' | 'converge' | 'addRole' | 'setMasterPassword' | 'reboot'
  >;
  readonly evidence: Pick<Evidence, 'createJson' | 'getJson'>;
  readonly patience: Patience;
  /** As the secret holds them now. */
  credentials(): Promise<Pick<DatabaseSecret, 'username' | 'password'>>;
  content(endpoint: DatabaseEndpoint): Promise<RestoredContent>;
}

/** Like the source, at an endpoint of its own: it keeps its port where the source's port would lead to the source. */
export async function wantedOf(
  source: SourceDatabase,
  identifier: string,
  mode: RestoreMode,
  world: ConvergeWorld,
): Promise<DatabaseSettings> {
  const { host, port } = await waitUntilStable(identifier, 1, world);
  const wanted = wantedSettings(world.databases.rules, source.settings, mode);
  const taken = typeof wanted.port === 'number' && sameEndpoint({ host, port: wanted.port }, source);
  return taken ? { ...wanted, port: port ?? null } : wanted;
}

const names = z.array(z.string());

/** What such a record holds. */
export const parseNames = (value: unknown): string[] => names.parse(value);

/** Modifies what differs, and adds the roles that no restore brings. What that was is written down first: a second try no longer sees all of it. */
export async function converge(
  identifier: string,
  rules: SettingRules,
  wanted: DatabaseSettings,
  wantedRoles: readonly FeatureRole[],
  record: string,
  world: ConvergeWorld,
): Promise<readonly string[]> {
  const found = await waitUntilStable(identifier, 1, world);
  const settings = compareSettings(rules, wanted, found.settings)
    .filter(({ modifiable, waiver }) => modifiable && waiver === null)
    .map(({ setting }) => setting);
  const roles = missingRoles(wantedRoles, found);
  if (settings.length > 0 || roles.length > 0) {
    await world.evidence.createJson(record, [...settings, ...roles.map(sayRole)]);
  }
  if (settings.length > 0) {
    await world.databases.converge({ identifier, settings, wanted, found: found.settings });
    await waitUntilStable(identifier, STABLE_LOOKS, world);
  }
  for (const role of roles) await world.databases.addRole(identifier, role);
  if (roles.length > 0) await waitUntilStable(identifier, STABLE_LOOKS, world);
  return (await world.evidence.getJson(record, parseNames)) ?? [];
}

export const missingRoles = (wanted: readonly FeatureRole[], { roles }: FoundDatabase): readonly FeatureRole[] =>
  wanted.filter(({ feature, role }) => !roles.some((found) => found.feature === feature && found.role === role));

export const sayRole = ({ feature, role }: FeatureRole): string => `role ${role}${feature && ` for ${feature}`}`;

/**
 * A restored database has the password of its moment; the application and every later step have today's. Where the two
 * differ, the candidate is given today's. Whether they do, its own refusal says and nothing else: the secret gets new
 * versions without a new password, too (a cut-over writes a host), and the version of then may be gone. What is
 * remembered under `record` is that it was set, never what.
 */
export async function contentUnderCurrentPassword(
  { identifier, settings }: FoundDatabase,
  endpoint: DatabaseEndpoint,
  record: string,
  world: ConvergeWorld,
): Promise<RestoredContent> {
  try {
    return await world.content(endpoint);
  } catch (error) {
    if (!(error instanceof PasswordRefused) || world.databases.setMasterPassword === undefined) throw error;
    const { username, password } = await world.credentials();
    if (username !== settings.masterUsername) {
      throw new PegasusError(
        ErrorName.DATABASE_REFUSED,
        `The restored database ${identifier} refuses the password of \`${username}\`, and only that of its master user ` +
          `\`${settings.masterUsername}\` can be set from outside. Connect as that one, give \`${username}\` the password that ` +
          'the secret holds, and go on by hand.',
        { cause: error },
      );
    }
    await world.evidence.createJson(record, ['masterPassword']);
    await world.databases.setMasterPassword(identifier, password);
    await waitUntilStable(identifier, STABLE_LOOKS, world);
    return await world.content(endpoint);
  }
}

/** Reboots once where parameters wait for it. */
export async function rebooted(identifier: string, world: ConvergeWorld): Promise<FoundDatabase> {
  const found = await waitUntilStable(identifier, 1, world);
  if (!found.pendingReboot) return found;
  await world.databases.reboot(identifier);
  return await waitUntilStable(identifier, STABLE_LOOKS, world);
}

/** The instance once it is ready with nothing pending, so many looks in a row. */
async function waitUntilStable(
  identifier: string,
  looks: number,
  world: Pick<ConvergeWorld, 'databases' | 'patience'>,
): Promise<FoundDatabase> {
  let inARow = 0;
  let unknown = 0;
  return await pollUntil<FoundDatabase>(async () => {
    const found = await world.databases.describe(identifier);
    const verdict = found === undefined ? 'failed' : world.databases.classify(found.status, true);
    unknown = verdict === 'unknown' ? unknown + 1 : 0;
    if (found !== undefined && (verdict === 'held' || unknown >= UNKNOWN_LOOKS)) {
      const why = verdict === 'held' ? sayHeld(found.status) : sayUnknown(found.status, unknown);
      throw new PegasusError(
        ErrorName.DATABASE_REFUSED,
        `${identifier} cannot be configured: ${why}. Look at ${world.databases.tells}; when it is available, decide \`retry\`.`,
      );
    }
    if (found === undefined || verdict === 'failed') {
      throw new PegasusError(
        ErrorName.DATABASE_FAILED,
        `${identifier} is ${found?.status ?? 'gone'} while it is being configured. Look at ${world.databases.tells}.`,
      );
    }
    inARow = verdict === 'ready' && found.pending.length === 0 ? inARow + 1 : 0;
    return inARow >= looks
      ? { found }
      : { waitingFor: `${identifier} is \`${found.status}\`, ${found.pending.join(', ')}` };
  }, world.patience);
}
