/** Layers: `domain` ← `runtime` ← `lambda`, `cli`; `lib` takes only types from `lambda` and `runtime`. */
const HOUSE = '^(aws-check|bin|cli|lib|lambda|runtime|domain|local|test|bench|examples)/';

/** Imports of `bin` and `local` have rules of their own: a broken rule is named once. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: HOUSE, pathNot: `^(${[...allowed, 'bin', 'local'].join('|')})/` },
});

/** Steps of a layer, ground first. Folders on one step may read each other. */
const groundFirst = (layer, steps) => [
  ...steps.slice(0, -1).map((folders, step) => ({
    name: `${layer}-${folders.join('-and-')}-reads-no-folder-above`,
    severity: 'error',
    from: { path: `^${layer}/(${folders.join('|')})/` },
    to: {
      path: `^${layer}/(${steps
        .slice(step + 1)
        .flat()
        .join('|')})/`,
    },
  })),
  {
    name: `${layer}-has-a-step-for-every-folder`,
    comment: 'a file outside these folders would be free to read upwards',
    severity: 'error',
    from: {},
    to: { path: `^${layer}/`, pathNot: `^${layer}/(${steps.flat().join('|')})/` },
  },
];

const TYPE_CYCLES_LEFT = [
  // The operations start and stop executions that the service keeps.
  '^local/aws/step-functions/states(-operations)?\\.ts$',
  // A cluster has members, and each member acts through its cluster.
  '^local/aws/rds/clusters/(db-cluster|cluster-member)\\.ts$',
];

module.exports = {
  forbidden: [
    only('domain-is-pure', 'domain', ['domain'], 'decisions know nothing of AWS, CDK or this machine'),
    {
      name: 'domain-has-no-io',
      comment: 'hashing and parsing are neither input nor output',
      severity: 'error',
      from: { path: '^domain/', pathNot: '^domain/arguments/address\\.ts$' },
      to: { pathNot: [HOUSE, '^(node:)?crypto$', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'domain-parses-addresses-in-one-file',
      comment: '`node:net` parses addresses, and connects as well',
      severity: 'error',
      from: { path: '^domain/arguments/address\\.ts$' },
      to: { pathNot: [HOUSE, '^(node:)?net$'] },
    },
    only('runtime-uses-domain', 'runtime', ['runtime', 'domain'], 'shared by the handlers and the command line'),
    only('lambda-uses-runtime', 'lambda', ['lambda', 'runtime', 'domain'], 'handlers know nothing of the constructs'),
    only('cli-uses-runtime', 'cli', ['cli', 'runtime', 'domain'], 'what it shares with a handler is in `runtime`'),
    only('lib-uses-domain', 'lib', ['lib', 'domain', 'lambda', 'runtime'], 'constructs know nothing of this machine'),
    {
      name: 'lib-takes-only-types-from-lambda-and-runtime',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(lambda|runtime)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-cli-bench-aws-check-and-test-import-local',
      severity: 'error',
      from: { pathNot: '^(local|cli|bench|aws-check|test)/' },
      to: { path: '^local/' },
    },
    {
      name: 'local-knows-no-command',
      comment: 'the command line starts what is local, not the other way round',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(cli|aws-check)/' },
    },
    {
      name: 'only-test-imports-aws-check',
      comment: 'it is for people who clone the repository, and no part of the package',
      severity: 'error',
      from: { pathNot: '^(aws-check|test)/' },
      to: { path: '^aws-check/' },
    },
    only('bin-uses-cli-and-lib', 'bin', ['cli', 'lib'], 'entry points only'),
    only('examples-use-lib', 'examples', ['examples', 'lib'], 'what an example needs, the package must export'),
    { name: 'only-test-imports-bin', severity: 'error', from: { pathNot: '^(bin|test)/' }, to: { path: '^bin/' } },
    ...groundFirst('domain', [
      ['workflow'],
      ['request', 'arguments'],
      ['objects', 'database'],
      ['events'],
      ['references', 'report'],
      ['checks'],
      ['traffic', 'readiness'],
    ]),
    ...groundFirst('runtime', [
      ['evidence', 'execution'],
      ['objects'],
      ['database', 'references', 'events'],
      ['checks'],
      ['cut-over', 'drills'],
      ['readiness'],
      ['traffic'],
    ]),
    {
      name: 'no-cycle-of-values',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-cycle-of-types',
      severity: 'error',
      from: { pathNot: TYPE_CYCLES_LEFT },
      to: { circular: true, via: { dependencyTypes: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(dist|cdk\\.out)/' },
  },
};
