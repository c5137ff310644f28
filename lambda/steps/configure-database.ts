import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sayRemade, withRemade } from '../../domain/database/parameter-groups';
import { sayCapacityNote, withCapacityNotes } from '../../domain/database/placement';
import { sayAccess } from '../../domain/database/privileges';
import { judgeRecoveredMoment } from '../../domain/database/recovered-moment';
import { type SourceSequences, sayLeft, sayRaised } from '../../domain/database/sequences';
import { compareSettings, sayDifference } from '../../domain/database/settings';
import { candidateOf } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { RestoredDatabase, RestorePlan, Workflow } from '../../domain/workflow/workflow';
import { askSource, lookAtSource, newestHeartbeat, type SourceLook } from '../../runtime/database/ask-source';
import { CapacityNotes } from '../../runtime/database/capacity-notes';
import { type CompareDependentsWorld, compareDependentsOf } from '../../runtime/database/compare-dependents';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import {
  type ConvergeWorld,
  contentUnderCurrentPassword,
  converge,
  missingRoles,
  parseNames,
  rebooted,
  sayRole,
  wantedOf,
} from '../../runtime/database/converge';
import { DatabaseFacts } from '../../runtime/database/database-facts';
import type { DatabaseEndpoint, DatabaseKind } from '../../runtime/database/database-kind';
import { Dependents } from '../../runtime/database/dependents';
import { Manifests } from '../../runtime/database/manifests';
import { connect, parseDatabaseSecret } from '../../runtime/database/postgres';
import { raiseSequences, type SequencesRaised, sequenceRecordKey } from '../../runtime/database/raise-sequences';
import { readRestoredContent } from '../../runtime/database/restored-content';
import { sourceAt } from '../../runtime/database/source-database';
import { sayNotAsked, sourceSequences } from '../../runtime/database/source-sequences';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { IMPATIENT } from '../../runtime/execution/fail-fast-client';
import { patience } from '../../runtime/execution/poll-until';
import { Secrets } from '../../runtime/execution/secrets';
import { environment, stepHandler } from '../step-handler';

const LOOK_MILLISECONDS = 5_000;
/** A sequence that is locked for longer is named, and the others are raised. */
const LOCK_MILLISECONDS = 10_000;

/** What the construct puts into this handler's environment. */
export interface ConfigureDatabaseEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  /** Ids that every sequence jumps over. */
  readonly RAISE_SEQUENCES_BY: string;
  /** `true` | `false`: each goes on after the last id that the source has handed out. */
  readonly CONTINUE_SEQUENCES: string;
  /** `true` | `false`: the restored database takes the name of the source at the cut-over. */
  readonly RENAMED_AT_CUT_OVER: string;
}

export type ConfigureDatabaseInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'databaseRestore'> &
  Partial<Pick<Workflow, 'freeze'>>;

/** What ConfigureDatabase needs of the world. */
export interface ConfigureDatabaseWorld
  extends Omit<ConvergeWorld, 'databases' | 'evidence'>,
    Omit<CompareDependentsWorld, 'evidence'> {
  readonly databases: ConvergeWorld['databases'] & Pick<DatabaseKind, 'alternativeClasses' | 'withoutAccess' | 'known'>;
  readonly evidence: ConvergeWorld['evidence'] & CompareDependentsWorld['evidence'];
  readonly manifests: Pick<Manifests, 'lastOf' | 'newest'>;
  readonly notes: Pick<CapacityNotes, 'of'>;
  /** @param until the recovery point */
  lookAtSource(endpoint: DatabaseEndpoint, until: string): Promise<SourceLook>;
  /** @returns what was raised and what was left; remembered under `record` */
  raiseSequences(endpoint: DatabaseEndpoint, record: string, source: SourceSequences): Promise<SequencesRaised>;
}

/**
 * Makes the restored database like the source: modifies what the restore call cannot pass, reboots when parameters
 * wait for it, and compares field by field. Then asks the database itself what moment it holds, and raises its
 * sequences: no other client can write to it yet.
 */
export async function configureDatabase(
  { plan, attempt, candidate, freeze, databaseRestore: { identifier, parameterGroups = [] } }: ConfigureDatabaseInput,
  world: ConfigureDatabaseWorld,
): Promise<RestoredDatabase> {
  const source = await sourceAt(plan, candidateOf(plan, candidate), world.databases, world.manifests);
  const wanted = withRemade(await wantedOf(source, identifier, plan.mode, world), parameterGroups);
  const capacityNotes = await world.notes.of(identifier);
  const rules = withCapacityNotes(world.databases.rules, capacityNotes, world.databases.alternativeClasses ?? []);
  const converged = await converge(
    identifier,
    rules,
    wanted,
    source.roles,
    `${plan.evidence.prefix}attempt-${attempt}/converged.json`,
    world,
  );
  const restored = await rebooted(identifier, world);

  const compared = compareSettings(rules, wanted, restored.settings);
  const differences = compared.filter(({ waiver }) => waiver === null);
  const roles = missingRoles(source.roles, restored);
  if (differences.length > 0 || roles.length > 0 || restored.pendingReboot) {
    const found = [...differences.map(sayDifference), ...roles.map((role) => `${sayRole(role)} is missing`)];
    if (restored.pendingReboot) found.push('`parameterGroup`: parameters still wait for a reboot after one');
    throw new PegasusError(
      ErrorName.DATABASE_DIFFERS,
      `The restored database ${identifier} differs from ${plan.sourceDatabase.identifier} (${source.according}) in ${found.length} setting(s): ` +
        `${found.join('; ')}. Correct them by hand, or change the source, then start again.`,
    );
  }
  const { host, port, database, databaseName: madeWith } = restored;
  if (host === undefined || port === undefined) {
    throw new PegasusError(ErrorName.RETRYABLE, `The restored database ${identifier} has no endpoint yet.`);
  }
  const endpoint: DatabaseEndpoint = { host, port, database, databaseName: madeWith };
  const passwordRecord = `${plan.evidence.prefix}attempt-${attempt}/password.json`;
  const content = await contentUnderCurrentPassword(restored, endpoint, passwordRecord, world);
  const asked = candidateOf(plan, candidate).recoveryPoint.time;
  const ask = (at: DatabaseEndpoint | undefined) =>
    askSource(
      at,
      (endpoint) => world.lookAtSource(endpoint, asked),
      () => world.patience.pause(),
    );
  const answers = [await ask(source.endpoint)];
  // Heartbeats and ids follow the application: what was handed out since is known there only.
  if (freeze?.used !== undefined) answers.push(await ask(freeze.used));
  const answer = answers.at(-1)!;
  const sourceHeartbeat = newestHeartbeat(answers);
  const moment = judgeRecoveredMoment({ ...content, sourceHeartbeat }, asked);
  if (moment.outcome === 'wrong') {
    throw new PegasusError(
      ErrorName.WRONG_RECOVERY_POINT,
      `The restored database ${identifier} is at the wrong recovery point: ${moment.reason}. ` +
        'Do not use it; check the heartbeat, then start again.',
    );
  }
  const detail = `${plan.evidence.prefix}attempt-${attempt}/dependents.json`;
  const dependents = await compareDependentsOf(source, restored, detail, world);
  const { identifier: name, resourceId } = plan.sourceDatabase;
  const manifest = await world.manifests.lastOf(name, resourceId);
  const record = sequenceRecordKey(plan.evidence.prefix, attempt);
  const { raises, left, sealed } = await world.raiseSequences(endpoint, record, sourceSequences(answer, manifest));
  const { databaseName, transaction } = content;
  const { recoveredTo, source: recoveredToSource, notProvedSeconds } = moment;
  const passwordSet = (await world.evidence.getJson(passwordRecord, parseNames)) ?? [];
  return {
    identifier,
    host,
    port,
    name: databaseName,
    recoveredTo,
    recoveredToSource,
    notProvedSeconds,
    converged: [...parameterGroups.map(sayRemade), ...converged, ...passwordSet],
    transaction,
    sequenceRecord: sealed,
    sequencesRaised: sayRaised(raises),
    sequencesLeft: [...(answer.outcome === 'unknown' ? [sayNotAsked(answer.cause, manifest)] : []), ...sayLeft(left)],
    waived: compared.filter(({ waiver }) => waiver !== null).map(sayDifference),
    capacityNotes: capacityNotes.map(sayCapacityNote),
    dependents,
    ...(world.databases.withoutAccess && { accessLeftOut: await accessLeftOut(plan.sourceDatabase, world.manifests) }),
  };
}

/** By the last manifest: the source itself may be gone, and its roles belong to the server. */
async function accessLeftOut(
  { identifier, resourceId }: RestorePlan['sourceDatabase'],
  manifests: Pick<Manifests, 'lastOf'>,
): Promise<string[]> {
  const access = (await manifests.lastOf(identifier, resourceId))?.content?.access;
  return access === undefined ? ['unknown: no manifest lists them'] : sayAccess(access);
}

export const handler = stepHandler<ConfigureDatabaseInput & Pick<Workflow, 'execution'>, RestoredDatabase>(
  'ConfigureDatabase',
  (input, context) => {
    const variables = environment<ConfigureDatabaseEnvironment>({
      ...DATABASE_VARIABLES,
      DATABASE_SECRET_ARN: 'required',
      RAISE_SEQUENCES_BY: 'required',
      CONTINUE_SEQUENCES: 'required',
      RENAMED_AT_CUT_OVER: 'required',
    });
    const secretArn = variables.DATABASE_SECRET_ARN;
    const evidence = evidenceOf(input);
    return configureDatabase(input, {
      databases: databasesOf(variables),
      evidence,
      manifests: new Manifests(evidence),
      notes: new CapacityNotes(evidence, input.plan.evidence.prefix),
      dependents: new Dependents(new RDSClient(IMPATIENT), new CloudWatchClient(IMPATIENT)),
      renamedAtCutOver: variables.RENAMED_AT_CUT_OVER === 'true',
      patience: patience(context, LOOK_MILLISECONDS),
      credentials: async () =>
        parseDatabaseSecret((await new Secrets(new SecretsManagerClient({})).read(secretArn)).text),
      content: (endpoint) => readRestoredContent({ secretArn, ...endpoint }),
      lookAtSource: (endpoint, until) => lookAtSource({ secretArn, ...endpoint }, until),
      raiseSequences: async (endpoint, record, of) => {
        const client = await connect({ secretArn, ...endpoint, lockTimeoutMilliseconds: LOCK_MILLISECONDS });
        try {
          const options = {
            gap: Number(variables.RAISE_SEQUENCES_BY),
            continued: variables.CONTINUE_SEQUENCES === 'true',
          };
          return await raiseSequences(record, of, options, new DatabaseFacts(client), evidence);
        } finally {
          await client.end();
        }
      },
    });
  },
);
