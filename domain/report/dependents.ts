import type { DependentDifference } from '../database/dependents';
import type { RestoreReport } from './model';

/** So many are named one by one. */
const NAMED = 10;

/** Proxies and alarms that do not follow the application: one sentence each, with what to do. */
export function dependentWords({ dependents, mode, sourceDatabase, evidence }: RestoreReport): string[] {
  if (dependents === null) return [];
  if (dependents.outcome === 'unknown') {
    return [`Which proxies and alarms name ${sourceDatabase} is unknown (${dependents.cause}); look for them by hand.`];
  }
  const { differences } = dependents;
  if (differences.length === 0) return [];
  const when = mode === 'drill' ? 'In an incident these would not follow' : 'These do not follow';
  const others = differences.length - NAMED;
  return [
    `**${when} the application to the restored database (${differences.length}):**`,
    ...differences.slice(0, NAMED).map(sentence),
    ...(others > 0 ? [`and ${others} more, in \`dependents.json\` of the attempt in \`${evidence}\`.`] : []),
  ];
}

function sentence({ kind, name, field, wanted, found, action }: DependentDifference): string {
  const said = found === null ? 'there is none' : `it has ${found}`;
  return `${kind} ${name}: \`${field}\` must be ${wanted}, and ${said}; ${action.startsWith('aws ') ? `\`${action}\`` : action}.`;
}
