import { allEvents } from '../events/consumers';
import { sayAskedFor } from '../workflow/candidates';
import type { StepName } from '../workflow/workflow';
import { recoveryPointsOf, reportedAttempts } from './attempts';
import { dependentsOf, lossOf } from './comparisons';
import { candidateInUse, endingOf, wasReached } from './ending';
import { erasuresOf } from './erasures';
import { hooksOf } from './hooks';
import { measuresOf } from './measures';
import type { ReportedWorkflow, ReportFacts, RestoreReport } from './model';
import { against } from './objectives';
import { OF_EARLIER } from './signature';
import { timeline } from './steps';
import { storesOf, unsettledOf } from './stores';
import { summaryOf } from './summary';
import { trafficNow } from './traffic';
import { failureOf } from './verdict';

/** Everything the report says; what prints it decides nothing. */
export function buildReport(facts: ReportFacts): RestoreReport {
  const { workflow, ledger, checks, now, objectives = {} } = facts;
  const { plan, database, tornDown, execution } = workflow;
  const failure = failureOf(workflow, checks, facts.acceptedLosses);
  const done: StepName[] = workflow.objectsRestored && failure?.step !== 'RestoreObjects' ? ['RestoreObjects'] : [];
  const steps = timeline(ledger, { failure: workflow.failure, done, now });
  const ending = endingOf(workflow, failure);
  const candidate = candidateInUse(workflow);
  const measures = measuresOf(workflow, steps, ending);
  const report: RestoreReport = {
    verdict: failure === undefined ? 'verified' : 'failed',
    summary: '',
    ...requestOf(plan),
    execution,
    startedAt: execution.startedAt,
    finishedAt: now,
    targetTime: plan?.targetTime ?? null,
    askedFor: plan ? sayAskedFor(plan) : null,
    thawed: workflow.thaw?.says ?? null,
    candidate,
    reached: candidate && wasReached(ending) ? candidate.time : null,
    ending,
    sourceDatabase: plan?.sourceDatabase.identifier ?? null,
    notes: plan?.notes ?? [],
    ...storesOf(workflow),
    unsettled: unsettledOf(workflow, facts.unsettled),
    acceptedLosses: facts.acceptedLosses ?? [],
    ...measures,
    dataLoss: lossOf(workflow.dataLoss, facts.dataLoss),
    erasures: erasuresOf(workflow),
    hooks: hooksOf(workflow),
    dependents: dependentsOf(database?.dependents, facts.dependents, ending),
    oldDatabase: facts.oldDatabase ?? null,
    events: allEvents(facts.events ?? []),
    checks,
    steps,
    traffic: trafficNow(workflow, facts.recordedGeneration),
    databasesDeleted: tornDown?.deletedDatabases ?? [],
    databasesKept: tornDown?.kept ?? [],
    leftovers: tornDown?.leftovers ?? null,
    attempts: reportedAttempts(workflow),
    approval: workflow.approval ?? null,
    decision: workflow.decision ?? null,
    freezeProof: workflow.freeze?.proof ?? null,
    objectives: {
      recoveryPoint: against(objectives.recoveryPointSeconds, measures.recoveryPointSeconds),
      recoveryTime: against(objectives.recoveryTimeSeconds, measures.recoveryTimeSeconds),
    },
    recoveryPoints: recoveryPointsOf(workflow),
    evidence: plan ? `s3://${plan.evidence.bucket}/${plan.evidence.prefix}` : null,
    signing: facts.signing ?? OF_EARLIER,
    failure: failure ?? null,
  };
  return { ...report, summary: summaryOf(report) };
}

const requestOf = (
  plan: ReportedWorkflow['plan'],
): Pick<RestoreReport, 'runId' | 'mode' | 'scope' | 'reason' | 'requestedBy' | 'incidentStart'> => ({
  runId: plan?.runId ?? null,
  mode: plan?.mode ?? null,
  scope: plan?.scope ?? null,
  reason: plan?.reason ?? null,
  requestedBy: plan?.requestedBy ?? null,
  incidentStart: plan?.incidentStart ?? null,
});
