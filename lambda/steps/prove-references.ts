import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { EventConsumer } from '../../domain/events/consumers';
import { alreadyDangling, type Baseline } from '../../domain/references/baseline';
import { madeLater } from '../../domain/references/look-ahead';
import { parseReferences } from '../../domain/references/references';
import { candidateOf, knownGoodUntil } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { ownPrefix } from '../../domain/workflow/heartbeat';
import { isAmong, LOSS_LIMIT, type Loss, lostKeys } from '../../domain/workflow/losses';
import { named } from '../../domain/workflow/named';
import type { ReferenceProof, Workflow } from '../../domain/workflow/workflow';
import { Manifests } from '../../runtime/database/manifests';
import { connect } from '../../runtime/database/postgres';
import { bucketConsumers } from '../../runtime/events/bucket-consumers';
import { noteEvents } from '../../runtime/events/told-by-rewind';
import { digestOf } from '../../runtime/evidence/digest';
import { evidenceOf } from '../../runtime/evidence/evidence';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { PartWriter } from '../../runtime/evidence/part-writer';
import { plannedState, withoutLost } from '../../runtime/objects/planned-state';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { resolveAmbiguous } from '../../runtime/objects/rewind/resolve-ambiguous';
import { asPlanned, type SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { Baselines } from '../../runtime/references/baselines';
import { acceptedLosses, writeLosses } from '../../runtime/references/losses';
import { firstObject, type Proved, prove, type ToProve } from '../../runtime/references/prove';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import { requireOurTraffic } from '../../runtime/traffic/assert-traffic-owned';
import { recordedFreeze } from '../../runtime/traffic/freeze-record';
import { requireOurSwitches } from '../../runtime/traffic/switches/assert-switches-owned';
import { connectSwitches, type TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface ProveReferencesEnvironment extends TrafficEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
  /** `true`: there may be no row, where there is no object. */
  readonly ALLOW_EMPTY: string;
}

export type ProveReferencesInput = Pick<
  Workflow,
  'plan' | 'attempt' | 'candidate' | 'freeze' | 'database' | 'objectPlan'
> &
  Partial<Pick<Workflow, 'acceptedLosses'>>;

export interface ProveReferencesWorld extends Pick<ToProve, 'references' | 'rows' | 'baseline' | 'isLater'> {
  readonly evidence: EvidenceStore & Pick<SealedEvidence, 'plan'>;
  /** Throws when traffic is no longer as this run froze it: the next state writes to the bucket. */
  readonly requireFrozen: () => Promise<void>;
  /** Losses that were accepted by name. @default - none */
  readonly accepted?: readonly Loss[];
  /** Whom the bucket tells of what is about to be written; undefined when nothing is. */
  readonly consumers?: () => Promise<readonly EventConsumer[]>;
  /** No row and no object, both at once, is no failure. @default false */
  readonly allowEmpty?: boolean;
}

/**
 * Joins every reference in the restored database with the planned state of the objects, before anything is written to
 * the bucket. What dangled in the baseline already is no error: the restore has not broken it, and brings it back as it
 * was. Nor is a loss that was accepted by name; every other one is noted in `losses.json`, ready to be. What was
 * stored or deleted around the moment of the database gets its actions here, by whether a row refers to it: the
 * application stores an object before its row. What rows cannot tell apart is listed (docs/decisions/second-t.md).
 *
 * The proof is `attempt-<n>/proof/part-*.jsonl`.
 * @throws PegasusError `ReferencesNotProved` when a reference could not be looked at whole; `DanglingReferences`; `NothingToProve` when no row refers to the protected location at all;
 * `FreezeEscaped` when a switch is no longer as this run left it
 */
export async function proveReferences(
  input: Omit<ProveReferencesInput, 'database'>,
  { evidence, requireFrozen, accepted = [], consumers, allowEmpty = false, ...world }: ProveReferencesWorld,
): Promise<ReferenceProof> {
  const { plan, attempt, objectPlan } = input;
  const detail = `${plan.evidence.prefix}attempt-${attempt}/proof/`;
  const proof = new PartWriter(evidence, detail);
  const planned = () => plannedState(evidence, objectPlan.state.prefix, objectPlan.keys);
  const state = withoutLost(planned(), lostKeys(accepted));
  const isAccepted = isAmong(accepted);
  const proved = await prove({ ...world, location: plan.objects, state, isAccepted, proof });
  await proof.close();
  const { counts, danglingBefore: before, vouchedFor } = proved;
  await writeLosses(plan, attempt, proved.lost, evidence);
  const object = counts.rowsChecked === 0 ? await firstObject(planned(), plan.objects) : undefined;
  const noRow = counts.rowsChecked === 0 && counts.tables.length > 0 && proved.unproved.length === 0;
  if (!(allowEmpty && noRow && object === undefined)) {
    assertProved(proved, input, world.baseline, { proof: `s3://${plan.evidence.bucket}/${detail}`, object });
  }
  const layout = rewindLayout(plan.evidence, attempt);
  const own = ownPrefix(plan.objects.prefix);
  const { unsettled, copies, marks } = await resolveAmbiguous(
    evidence,
    layout,
    (key) => vouchedFor.has(key),
    (key) => !key.startsWith(own),
  );
  const known = [...before, ...proved.accepted];
  await evidence.putText(alreadyDangling(plan.evidence.prefix, attempt), JSON.stringify(known), 'application/json');
  await evidence.assertWhole?.(layout.actions);
  await requireFrozen();
  const events = consumers && (await noteEvents({ evidence: plan.evidence, attempt }, consumers, evidence));
  const { found, ...kept } = counts;
  return {
    sealed: evidence.plan,
    ...kept,
    resolved: copies + marks,
    ...(unsettled > 0 && { unsettled: { keys: unsettled, detail: layout.unsettled } }),
    alreadyDangling: digestOf(known),
    ...(events !== undefined && { events }),
    baseline: world.baseline?.takenAt ?? null,
    detail,
  };
}

/** How many dangling references are named; all of them are in the proof. */
const NAMED = 10;

/** @param object one that is there although there is no row */
function assertProved(
  { counts, lost, unproved }: Proved,
  { plan, candidate }: Pick<ProveReferencesInput, 'plan' | 'candidate'>,
  baseline: Baseline | undefined,
  { proof: where, object }: { readonly proof: string; readonly object: string | undefined },
): void {
  if (unproved.length > 0) {
    throw new PegasusError(
      ErrorName.REFERENCES_NOT_PROVED,
      `${unproved.join('; ')}. ${counts.dangling} of ${counts.checked} others have no object; all are in ${where}. ` +
        'Nothing has been written: correct the rights of the database or `references` of the construct (`optional`, where ' +
        `a table or column was made after ${candidateOf(plan, candidate).objectTime}), deploy, and retry.`,
    );
  }
  if (counts.rowsChecked === 0) {
    throw new PegasusError(
      ErrorName.NOTHING_TO_PROVE,
      `The restored database is empty${object === undefined ? '' : `, and the bucket is not: it has s3://${plan.objects.bucket}/${named(object)}`}. ` +
        `Tables without a row: ${counts.tables.join(', ') || 'none'}; not found: ${counts.tablesNotFound.join(', ') || 'none'}. ` +
        'Choose another target time, or check that this is the right database; ' +
        (object === undefined
          ? 'of a pair that no one uses yet, set `allowEmpty` of the construct.'
          : '`allowEmpty` of the construct excuses a pair only of which both are empty.'),
    );
  }
  if (counts.dangling > 0) {
    const when = plan.scope === 'database' ? 'as they are now' : `at ${candidateOf(plan, candidate).objectTime}`;
    const dangling = lost.slice(0, NAMED).map(({ row, key }) => `${named(row)} → ${named(key)}`);
    const unnamed = counts.dangling - dangling.length;
    const more = unnamed > 0 ? `; and ${unnamed} more` : '';
    // Of more there is no list, and a drill waits for no one.
    const nameable = counts.dangling <= LOSS_LIMIT && plan.mode === 'incident' ? 'accept these losses by name, ' : '';
    const known =
      baseline === undefined
        ? 'No baseline from before says what was broken already.'
        : `${counts.danglingBefore} others dangled in the baseline of ${baseline.takenAt} already.`;
    throw new PegasusError(
      ErrorName.DANGLING_REFERENCES,
      `${counts.dangling} of ${counts.checked} references without an object ${when}: ` +
        `${dangling.join('; ')}${more}. All are in ${where}. ` +
        `${known} Nothing has been written; choose another target time, ${nameable}${plan.scope === 'both' ? '' : 'or bring back both stores, '}or check that the object history is complete.`,
    );
  }
  if (counts.found + counts.ambiguous === 0) {
    throw new PegasusError(
      ErrorName.NOTHING_TO_PROVE,
      `None of ${counts.rowsChecked} rows refers to an object in s3://${plan.objects.bucket}/${plan.objects.prefix} ` +
        `(${counts.elsewhere} refer elsewhere, ${counts.danglingBefore} dangled before, see ${where}): check the protected bucket, its prefix and the references.`,
    );
  }
}

export const handler = stepHandler<ProveReferencesInput & Pick<Workflow, 'execution'>, ReferenceProof>(
  'ProveReferences',
  async (input, context) => {
    const variables = environment<ProveReferencesEnvironment>({
      DATABASE_SECRET_ARN: 'required',
      REFERENCES: 'required',
      TRAFFIC_PARAMETER: 'required',
      SWITCHES: 'required',
      ALLOW_EMPTY: 'required',
    });
    const { DATABASE_SECRET_ARN, REFERENCES, TRAFFIC_PARAMETER, SWITCHES, ALLOW_EMPTY } = variables;
    const { plan, attempt, candidate, freeze, database, objectPlan } = input;
    const { host, port, name } = database;
    const s3 = new S3Client({});
    const evidence = evidenceOf(input, s3);
    const client = await connect({
      secretArn: DATABASE_SECRET_ARN,
      host,
      port,
      database: name,
      readOnly: true,
      statementTimeoutMilliseconds: context.getRemainingTimeInMillis(),
    });
    try {
      // One snapshot for the counts and the cursor.
      await client.query('begin isolation level repeatable read read only');
      return await proveReferences(input, {
        references: parseReferences(REFERENCES),
        rows: new ReferenceRows(client),
        evidence: asPlanned(evidence, { plan, attempt, objectPlan }),
        ...(plan.mode === 'incident' &&
          plan.scope !== 'database' && { consumers: () => bucketConsumers(s3, plan.objects.bucket) }),
        requireFrozen: async () => {
          if (plan.mode !== 'incident') return;
          const traffic = new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER);
          await requireOurTraffic(freeze, { modes: ['frozen'], attempts: [0, attempt] }, traffic);
          await requireOurSwitches(await recordedFreeze(plan, evidence, freeze), ['frozen'], connectSwitches(SWITCHES));
        },
        accepted: await acceptedLosses(input.acceptedLosses, evidence),
        allowEmpty: ALLOW_EMPTY === 'true',
        isLater: madeLater(
          freeze?.references ?? [],
          await new Manifests(evidence).of(plan.sourceDatabase, knownGoodUntil(plan, candidate)),
        ),
        baseline: await new Baselines(evidence).before(plan.sourceDatabase, knownGoodUntil(plan, candidate)),
      });
    } finally {
      await client.end();
    }
  },
);
