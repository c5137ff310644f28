import { parameterGroupCommands } from '../../domain/parameter-group-commands';

const values = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, `${n}`]));

test('a group is made again in its family, with its values quoted for a shell', () =>
  expect(
    parameterGroupCommands({
      settings: { engineVersion: '17.5', parameterGroup: 'pg' },
      parameterGroups: [{ name: 'pg', values: { datestyle: "it's" } }],
    }),
  ).toEqual([
    "aws rds create-db-parameter-group --db-parameter-group-name pg --db-parameter-group-family postgres17 --description 'made again'",
    `aws rds modify-db-parameter-group --db-parameter-group-name pg --parameters '[{"ParameterName":"datestyle","ParameterValue":"it'\\''s","ApplyMethod":"pending-reboot"}]'`,
  ]));

test('the group of a cluster is told from those of its instances', () => {
  const [create] = parameterGroupCommands({
    settings: { engine: 'aurora-postgresql', engineVersion: '17.5', clusterParameterGroup: 'own' },
    parameterGroups: [{ name: 'own', values: {} }],
  });
  expect(create).toMatch(
    /create-db-cluster-parameter-group --db-cluster-parameter-group-name own --db-parameter-group-family aurora-postgresql17/,
  );
});

test('RDS takes twenty values in one call', () =>
  expect(
    parameterGroupCommands({
      settings: { engineVersion: '17.5' },
      parameterGroups: [{ name: 'pg', values: values(41) }],
    }),
  ).toHaveLength(4));
