import type { DatabaseManifest, ParameterGroupValues } from './database-manifest';

/** As many as RDS takes in one call. */
const AT_ONCE = 20;

/** What somebody types to have the groups of a manifest again; one that is still there refuses to be made twice. */
export function parameterGroupCommands({
  settings,
  parameterGroups,
}: Pick<DatabaseManifest, 'settings' | 'parameterGroups'>): string[] {
  const { clusterParameterGroup, engine, engineVersion } = settings;
  const family = `${engine ?? 'postgres'}${String(engineVersion).split('.')[0]}`;
  return parameterGroups.flatMap((group) => {
    const kind = group.name === clusterParameterGroup ? 'db-cluster-parameter-group' : 'db-parameter-group';
    const named = `--${kind}-name ${group.name}`;
    return [
      `aws rds create-${kind} ${named} --db-parameter-group-family ${family} --description ${quoted('made again')}`,
      ...parametersOf(group).map((parameters) => `aws rds modify-${kind} ${named} --parameters ${quoted(parameters)}`),
    ];
  });
}

function parametersOf({ values }: ParameterGroupValues): string[] {
  const parameters = Object.entries(values).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
    ApplyMethod: 'pending-reboot',
  }));
  const calls = Array.from({ length: Math.ceil(parameters.length / AT_ONCE) }, (_, call) => call * AT_ONCE);
  return calls.map((from) => JSON.stringify(parameters.slice(from, from + AT_ONCE)));
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
