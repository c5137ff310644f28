import type { RestoreReport } from '../domain/report/model';

/** What both sites have to agree in, each as text. */
export type Outcome = ReadonlyMap<string, string>;

export interface Comparison {
  /** How many fields were compared. */
  readonly compared: number;
  /** `field: this here, that there`; what only one of the two has counts, too. */
  readonly differences: readonly string[];
}

const NOT_THERE = 'not there';

/**
 * The verdict, each check, each step and each count that the filled stores determine. Times, names and what heartbeats
 * add to the listing depend on the clock, settings that were put right on the service: they are shown, not compared.
 */
export function outcomeOf(report: RestoreReport): Outcome {
  const { references, database, objects, failure, leftovers } = report;
  const fields: Readonly<Record<string, unknown>> = {
    verdict: report.verdict,
    mode: report.mode,
    scope: report.scope,
    outcome: report.ending.outcome,
    'failed step': failure?.step ?? 'none',
    error: failure?.error ?? 'none',
    attempts: report.attempts.length,
    steps: report.steps.map(({ name, outcome }) => `${name} ${outcome}`).join(', '),
    'what the drill has left': leftovers?.length ?? 'unknown',
    'databases kept': report.databasesKept.length,
    'rows with references': database?.rowsChecked ?? 'unknown',
    'references checked': references?.checked ?? 'unknown',
    'references dangling': references?.dangling ?? 'unknown',
    'references broken before': references?.danglingBefore ?? 'unknown',
    'references elsewhere': references?.elsewhere ?? 'unknown',
    'objects without a row': references?.orphaned ?? 'unknown',
    'tables with references': references?.tables.join(', ') ?? 'unknown',
    'tables not found': references?.tablesNotFound.join(', ') ?? 'unknown',
    'keys unsettled': report.unsettled?.keys ?? 0,
    'objects written': objects === null ? 'unknown' : objects.copied + objects.marked,
    checks: report.checks.length,
    ...Object.fromEntries(report.checks.map(({ name, outcome }) => [`check ${name}`, outcome])),
  };
  return new Map(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

/**
 * What AWS is expected to do and this machine cannot, with the reason: an extension that the master user of RDS may create,
 * and the one here may not.
 */
const OTHERWISE_ON_AWS = [{ field: 'check indexes', here: 'not applicable', there: 'passed' }];

export function compare(here: Outcome, there: Outcome): Comparison {
  const fields = [...new Set([...here.keys(), ...there.keys()])];
  const differences = fields
    .filter((field) => here.get(field) !== there.get(field))
    .filter(
      (field) =>
        !OTHERWISE_ON_AWS.some(
          (one) => one.field === field && one.here === here.get(field) && one.there === there.get(field),
        ),
    )
    .map((field) => `${field}: ${here.get(field) ?? NOT_THERE} here, ${there.get(field) ?? NOT_THERE} there`);
  return { compared: fields.length, differences };
}

/** @returns why a report proves nothing, however equal two of them are: nothing was checked, or there was nothing to check */
export function whyEmpty(outcome: Outcome): string | undefined {
  const nothing = ['checks', 'rows with references', 'references checked'].filter(
    (field) => !(Number(outcome.get(field)) > 0),
  );
  return nothing.length === 0
    ? undefined
    : nothing.map((field) => `${field}: ${outcome.get(field) ?? NOT_THERE}`).join(', ');
}

/** Side by side, for a person: real services are slower, and nothing follows from that. */
export function durations(here: RestoreReport, there: RestoreReport): readonly string[] {
  const names = [...new Set([...here.steps, ...there.steps].map(({ name }) => name))];
  const of = (report: RestoreReport, wanted: string) => {
    const found = report.steps.find(({ name }) => name === wanted);
    return (found === undefined ? '-' : `${found.seconds.toFixed(1)} s`).padStart(10);
  };
  return names.map((name) => `${name.padEnd(20)}${of(here, name)}${of(there, name)}`);
}
