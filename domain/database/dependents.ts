/** How AWS names a database: the dimension of its metrics, and the name. A cluster has one more for each of its instances. */
export interface DatabaseName {
  readonly dimension: 'DBInstanceIdentifier' | 'DBClusterIdentifier';
  readonly name: string;
}

/** What others have made that names a database, and that no restore brings along. */
export interface Dependent {
  /** A proxy of RDS that leads to it, or an alarm of CloudWatch that watches it. */
  readonly kind: 'proxy' | 'alarm';
  readonly name: string;
  readonly database: DatabaseName;
}

/** A field of a dependent that is not as it must be for the restored database. */
export interface DependentDifference {
  readonly kind: Dependent['kind'];
  readonly name: string;
  /** `target`, or the dimension of the alarm's metric. */
  readonly field: string;
  readonly wanted: string;
  /** Null when it is gone altogether. */
  readonly found: string | null;
  /** What a person has to do. */
  readonly action: string;
}

export interface DependentsToCompare {
  /** By the last manifest of a source that is gone. @default none: what names a source that is there, AWS says now */
  readonly recorded: readonly Dependent[];
  /** What names the source now. */
  readonly found: readonly Dependent[];
  /** The restored database. */
  readonly restored: readonly DatabaseName[];
  /** It takes the name of the source at the cut-over: metrics follow the name. */
  readonly renamed: boolean;
}

/**
 * Where each dependent leads, against where it has to lead once the application is at the restored database. None is
 * changed: proxies and alarms are made by other stacks, which would put them back.
 */
export function compareDependents({ recorded, found, restored, renamed }: DependentsToCompare): DependentDifference[] {
  const differs = (dependent: Dependent) => ({
    kind: dependent.kind,
    name: dependent.name,
    field: dependent.kind === 'proxy' ? 'target' : dependent.database.dimension,
    wanted: namesLike(dependent, restored).join(' or '),
  });
  const left = found.filter(({ kind }) => kind === 'proxy' || !renamed);
  const gone = recorded.filter((one) => !found.some((other) => keyOf(other) === keyOf(one)));
  return [
    ...left.map((one) => ({ ...differs(one), found: one.database.name, action: actionFor(one, restored, renamed) })),
    ...gone.map((one) => ({ ...differs(one), found: null, action: 'recreate it: it is gone' })),
  ];
}

const LEADS: Readonly<Record<Dependent['kind'], string>> = {
  proxy: 'still lead to the old database after the cut-over (the report has the calls)',
  alarm: 'watch the old database until their stacks name the restored one',
};

/** What is to be known before the cut-over, a line for each kind. */
export const sayLeading = (found: readonly Dependent[]): string[] =>
  (['proxy', 'alarm'] as const).flatMap((kind) => {
    const names = [...new Set(found.filter((one) => one.kind === kind).map(({ name }) => name))];
    return names.length === 0
      ? []
      : [`${kind === 'proxy' ? 'proxies of RDS' : 'alarms'} ${LEADS[kind]}: ${names.join(', ')}`];
  });

/** @param deployments blue/green, each with its status */
export const sayBlueGreen = (deployments: readonly string[]): string[] =>
  deployments.length === 0
    ? []
    : [
        `blue/green deployments that the database is part of: ${deployments.join(', ')}; do not switch over until the restore has ended, because that exchanges the databases, and delete what is left over`,
      ];

const keyOf = ({ kind, name, database }: Dependent): string => `${kind} ${name} ${database.dimension} ${database.name}`;

const namesLike = ({ database }: Dependent, restored: readonly DatabaseName[]): string[] =>
  restored.filter(({ dimension }) => dimension === database.dimension).map(({ name }) => name);

function actionFor(dependent: Dependent, restored: readonly DatabaseName[], renamed: boolean): string {
  if (dependent.kind === 'alarm') return 'change it in the stack that made it';
  if (renamed) return 'check in RDS that its target has followed the name';
  const { name: proxy, database } = dependent;
  const option = database.dimension === 'DBClusterIdentifier' ? 'cluster' : 'instance';
  const call = (verb: string, target = '') =>
    `aws rds ${verb}-db-proxy-targets --db-proxy-name ${proxy} --db-${option}-identifiers ${target}`;
  return `${call('deregister', database.name)} && ${call('register', namesLike(dependent, restored)[0])}`;
}
