import type { ReportedDependent, RestoreReport } from './model';

/** So many are named one by one. */
const NAMED = 10;

/** Proxies and alarms that do not follow the application: one sentence each, with what to do where they may be moved. */
export function dependentWords({ dependents, mode, sourceDatabase, evidence, ending }: RestoreReport): string[] {
  if (dependents === null) return [];
  if (dependents.outcome === 'unknown') {
    return [`Which proxies and alarms name ${sourceDatabase} is unknown (${dependents.cause}); look for them by hand.`];
  }
  const { differences } = dependents;
  if (differences.length === 0) return [];
  const others = differences.length - NAMED;
  return [
    `**${heading(mode, ending, differences)} (${differences.length}):**`,
    ...differences.slice(0, NAMED).map(sentence),
    ...(others > 0 ? [`and ${others} more, in \`dependents.json\` of the attempt in \`${evidence}\`.`] : []),
  ];
}

function heading(
  mode: RestoreReport['mode'],
  { cutOver, outcome }: RestoreReport['ending'],
  differences: readonly ReportedDependent[],
): string {
  if (differences.some(({ action }) => action !== null)) {
    return 'These do not follow the application to the restored database';
  }
  if (mode === 'drill') return 'In an incident these would not follow the application to the restored database';
  if (cutOver === 'none') return 'These name the old database, where production still is: leave them as they are';
  const on = outcome === 'accepted' || outcome === 'opened, then failed';
  return on
    ? 'These still lead to the old database; the one that the application uses is not verified'
    : 'These still lead to the old database; the restored one is not verified: leave them as they are';
}

function sentence({ kind, name, field, wanted, found, action }: ReportedDependent): string {
  if (action === null) return `${kind} ${name}: \`${field}\` is ${found ?? 'gone'}.`;
  const said = found === null ? 'there is none' : `it has ${found}`;
  return `${kind} ${name}: \`${field}\` must be ${wanted}, and ${said}; ${action.startsWith('aws ') ? `\`${action}\`` : action}.`;
}
