/** Imports run one way: `domain` ← `runtime` ← `lambda`, `cli`; `domain` ← `lib` ← `bin`; `lib` takes only types from handlers. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: '^(bin|cli|lib|lambda|runtime|domain|local|test|bench|examples)/', pathNot: `^(${allowed.join('|')})/` },
});

module.exports = {
  forbidden: [
    only('domain-is-pure', 'domain', ['domain'], 'decisions know nothing of AWS, CDK or this machine'),
    {
      name: 'domain-has-no-io',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    only('lambda-uses-runtime', 'lambda', ['lambda', 'runtime', 'domain'], 'handlers know nothing of the constructs'),
    only('lib-uses-domain', 'lib', ['lib', 'domain', 'lambda', 'runtime'], 'constructs know nothing of this machine'),
    {
      name: 'lib-takes-only-types-from-handlers',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(lambda|runtime)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-imports-bin', severity: 'error', from: { pathNot: '^(bin|test)/' }, to: { path: '^bin/' } },
    {
      name: 'product-does-not-import-local',
      severity: 'error',
      from: { path: '^(lib|lambda|runtime|domain)/' },
      to: { path: '^(local|bench|test)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(dist|cdk\\.out)/' },
  },
};
