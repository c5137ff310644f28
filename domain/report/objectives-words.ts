import type { Decided } from '../workflow/workflow';
import { duration } from './duration';
import type { ReportedAttempt, RestoreReport } from './model';
import type { Against } from './objectives';

/** What was achieved against what was meant to be. */
export function objectiveWords({ objectives }: RestoreReport): string[] {
  const say = (name: string, found: Against | null): string[] => {
    if (found === null) return [];
    const { objectiveSeconds, achievedSeconds, met } = found;
    const achieved = achievedSeconds === null ? 'not known' : duration(achievedSeconds);
    const verdict = met === null ? 'not measured' : met ? 'met' : '**not met**';
    return [`**${name}:** ${achieved}, objective ${duration(objectiveSeconds)}: ${verdict}.`];
  };
  return [...say('Recovery point', objectives.recoveryPoint), ...say('Recovery time', objectives.recoveryTime)];
}

/** Each attempt, why it was left, and for what. Says nothing where there was one and it went well. */
export function attemptWords({ attempts, verdict }: RestoreReport): string[] {
  if (attempts.length < 2 && attempts.every(({ left }) => left === null)) return [];
  return attempts.map((attempt, index) => `**${index + 1}. ${attempt.point}**: ${outcome(attempt, verdict)}`);
}

function outcome({ failed, left }: ReportedAttempt, verdict: RestoreReport['verdict']): string {
  if (failed === null) return verdict === 'verified' ? 'verified.' : 'not verified.';
  const why = left === null ? '' : ` Left (${left.action}): ${left.reason}.`;
  return `${failed.step} failed with ${failed.error}: ${failed.cause.replace(/\.*$/, '.')}${why}`;
}

const sayReason = ({ reason }: Partial<Decided>): string => (reason === undefined ? '' : ` Reason: ${reason}.`);

/** What was typed is a label; AWS knows the principal. */
const sayWho = (what: string, given: Partial<Decided> | null): string[] =>
  given?.decidedIn === undefined
    ? []
    : [`**Who ${what}:** the name is a label; CloudTrail names the principal that started \`${given.decidedIn}\`.`];

/** Approval and decision, and how the freeze was proved: an inquiry asks for these. */
export function assuranceWords({ approval, decision, freezeProof }: RestoreReport): string[] {
  return [
    ...(approval ? [`**Approved** by ${approval.approvedBy}, ${approval.approvedAt}.${sayReason(approval)}`] : []),
    ...sayWho('approved', approval),
    ...(decision
      ? [`**Decision** of ${decision.by}, ${decision.at}: \`${decision.action}\`. Reason: ${decision.reason}.`]
      : []),
    ...sayWho('decided', decision),
    ...(freezeProof
      ? [`**Freeze, application:** ${freezeProof.application}.`, `**Freeze, database:** ${freezeProof.database}.`]
      : []),
    ...(freezeProof?.references ? [`**References, before the freeze:** ${freezeProof.references}.`] : []),
  ].map((line) => line.replace(/\s+/g, ' ').replace(/\.+$/, '.'));
}
