import type { RemadeGroup } from '../workflow/workflow';
import type { DatabaseSettings } from './settings';

/** A cluster has a group of its own beside those of its instances; the two may have the same name. */
export type ParameterGroupOf = RemadeGroup['of'];

/** As many parameters as RDS takes in one call. */
const AT_ONCE = 20;

/** What the names of all groups begin with that are made for this database. */
export const remadePrefix = (databaseIdentifier: string): string => `${databaseIdentifier}-parameters-`;

/** @param index in the manifest's list */
export const remadeName = (databaseIdentifier: string, index: number): string =>
  `${remadePrefix(databaseIdentifier)}${index + 1}`;

/** `postgres17`, `aurora-postgresql17`: since Postgres 10 a family is the engine and its major version. */
export const parameterFamily = ({ engine, engineVersion }: DatabaseSettings): string =>
  `${engine}${String(engineVersion).split('.')[0]}`;

/** The parameters in calls of as many as RDS takes. */
export function inCalls<T>(parameters: readonly T[]): T[][] {
  const calls = Array.from({ length: Math.ceil(parameters.length / AT_ONCE) }, (_, call) => call * AT_ONCE);
  return calls.map((from) => parameters.slice(from, from + AT_ONCE));
}

/** The settings with the names of what was made again: `parameterGroup`, `clusterParameterGroup`, `instance1.parameterGroup`. */
export function withRemade(settings: DatabaseSettings, remade: readonly RemadeGroup[]): DatabaseSettings {
  const nameFor = (setting: string, value: DatabaseSettings[string]) => {
    const of = setting === 'clusterParameterGroup' ? 'cluster' : 'instance';
    return remade.find((group) => group.of === of && group.name === value)?.as ?? value;
  };
  return Object.fromEntries(
    Object.entries(settings).map(([setting, value]) => [
      setting,
      /(^p|\.p|P)arameterGroup$/.test(setting) ? nameFor(setting, value) : value,
    ]),
  );
}

/** `parameter group pegasus-17, made again as pegasus-1a2b3c4d-a1-parameters-1` */
export function sayRemade({ of, name, as, leftOut = [] }: RemadeGroup): string {
  const made = `${of === 'cluster' ? 'cluster ' : ''}parameter group ${name}, made again as ${as}`;
  return leftOut.length === 0
    ? made
    : `${made} without ${leftOut.join(', ')}, which a manifest alone does not bring: set it by hand where it is wanted`;
}
