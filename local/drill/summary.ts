import type { Damage } from './incident';
import { count } from './progress';
import type { DrillResult } from './result';

/** The result in one screen. */
export function summarise(result: DrillResult): string[] {
  const { failure, outsideCheck, damage } = result;
  return [
    '',
    `Verdict             ${result.verdict}`,
    ...(failure
      ? [`Failed in           ${failure.step} (${failure.error})`, `Cause               ${failure.cause}`]
      : []),
    `Asked for           ${result.askedFor ?? 'nothing'}`,
    `Reached             ${result.reached ?? `nothing${result.candidate === null ? '' : `; last tried ${result.candidate.point}`}`}`,
    `Damaged             ${damage === null ? 'nothing: an isolated drill' : describeDamage(damage)}`,
    ...broughtBack(result),
    ...outsideCheck.checks.map(
      ({ name, outcome, expected, observed }) =>
        `Outside             ${outcome}: ${name}: ${outcome === 'passed' ? expected : `${observed} instead of ${expected}`}`,
    ),
  ];
}

function broughtBack({ database, objects, references, skewSeconds, recoveryPointSeconds, ...result }: DrillResult) {
  return [
    database &&
      `Database            ${database.identifier}, ${database.recoveredToSource === 'live' ? 'which stayed' : recovered(database)}`,
    objects &&
      `Objects             ${count(objects.versionsListed)} versions listed: ${count(objects.copied)} copied back, ` +
        `${count(objects.marked)} marked deleted, ${count(objects.unchanged)} unchanged, ${count(objects.ambiguous)} ambiguous`,
    references &&
      `References          ${count(references.checked)} checked, ${references.dangling} dangling, ${references.danglingBefore} broken before, ${references.orphaned} orphaned`,
    result.unsettled && `Unsettled           ${count(result.unsettled.keys)} keys, all in ${result.unsettled.evidence}`,
    skewSeconds !== null && `Skew                ${skewSeconds} s between database and objects`,
    recoveryPointSeconds !== null &&
      `Recovery point      ${recoveryPointSeconds} s before ${result.incidentStart === null ? 'the target time' : 'the incident'}`,
    result.leftovers !== null && `Left over           ${result.leftovers.join(', ') || 'nothing'}`,
    result.recoveryTimeSeconds !== null && `Recovery time       ${result.recoveryTimeSeconds} s`,
  ].filter((line): line is string => typeof line === 'string');
}

const recovered = ({ recoveredTo, provedTo }: NonNullable<DrillResult['database']>): string =>
  `recovered to ${recoveredTo}${provedTo === null ? '' : `, proved up to ${provedTo}`}`;

export function describeDamage(damage: Damage): string {
  const rows = `${damage.rowsDeleted} deleted, ${damage.rowsCorrupted} corrupted, ${damage.rowsAdded} added`;
  const objects = [
    `${damage.objectsDeleted} deleted`,
    `${damage.objectsOverwritten} overwritten`,
    `${damage.objectsRelabelled} relabelled`,
    `${damage.objectsRecreated} deleted and recreated`,
    `${damage.objectsAdded} added`,
  ];
  return `rows: ${rows}; objects: ${objects.join(', ')}`;
}
