import { fewerWrongThan } from '../objects/recomputed';
import type { UnsettledKey } from '../objects/unsettled';
import type { ReportedWorkflow, RestoreReport } from './model';

/** What became of each store, and of the references between the two. */
export const storesOf = (workflow: ReportedWorkflow): Pick<RestoreReport, 'database' | 'objects' | 'references'> => ({
  database: databaseOf(workflow),
  objects: objectsOf(workflow),
  references: referencesOf(workflow),
});

function databaseOf({ plan, database, proof }: ReportedWorkflow): RestoreReport['database'] {
  if (database === undefined) return null;
  const { identifier, recoveredTo: proved, recoveredToSource } = database;
  const restored = plan?.candidates.find(({ databaseIdentifier }) => databaseIdentifier === identifier);
  return {
    identifier,
    recoveredTo: restored?.recoveryPoint.time ?? proved,
    provedTo: recoveredToSource === 'heartbeat' || recoveredToSource === 'replay' ? proved : null,
    recoveredToSource,
    notProvedSeconds: database.notProvedSeconds ?? null,
    rowsChecked: proof?.rowsChecked ?? null,
    converged: database.converged,
    waived: database.waived ?? [],
    capacityNotes: database.capacityNotes ?? [],
    sequencesRaised: database.sequencesRaised ?? [],
    sequencesLeft: database.sequencesLeft ?? [],
    accessLeftOut: database.accessLeftOut ?? [],
  };
}

function objectsOf({ plan, objectPlan, objectsVerified }: ReportedWorkflow): RestoreReport['objects'] {
  if (objectPlan === undefined || plan === undefined) return null;
  const { recomputed } = objectsVerified ?? {};
  return {
    location: `s3://${plan.objects.bucket}/${plan.objects.prefix}`,
    versionsListed: objectPlan.versionsListed,
    copied: objectsVerified?.copied ?? 0,
    marked: objectsVerified?.marked ?? 0,
    unchanged: objectPlan.unchanged,
    ambiguous: objectPlan.ambiguous,
    verified: objectsVerified?.remaining === 0,
    recomputed: recomputed === undefined ? null : { ...recomputed, fewerWrongThan: fewerWrongThan(recomputed) },
    planned: { copy: objectPlan.copy, mark: objectPlan.mark },
  };
}

function referencesOf({ proof }: ReportedWorkflow): RestoreReport['references'] {
  if (proof === undefined) return null;
  return {
    checked: proof.checked,
    dangling: proof.dangling,
    danglingBefore: proof.danglingBefore ?? 0,
    baseline: proof.baseline ?? null,
    orphaned: proof.orphaned,
    elsewhere: proof.elsewhere,
    tables: proof.tables,
    tablesNotFound: proof.tablesNotFound,
  };
}

/** @param first the first lines of the list */
export function unsettledOf(
  { plan, proof }: ReportedWorkflow,
  first: readonly UnsettledKey[] = [],
): RestoreReport['unsettled'] {
  if (plan === undefined || proof?.unsettled === undefined) return null;
  const { keys, detail } = proof.unsettled;
  return { keys, evidence: `s3://${plan.evidence.bucket}/${detail}`, first };
}
