/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/run/one-realm.cjs',
  runtime: '<rootDir>/test/run/runtime.cjs',
  roots: ['<rootDir>/test'],
  // `*.faults.ts` is what `npm run faults` adds, `*.second-opinion.ts` what `npm run second-opinions` runs.
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  globalSetup: '<rootDir>/test/run/before-all.ts',
  globalTeardown: '<rootDir>/test/run/after-all.ts',
  // With two processors Jest's default is one worker.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/run/longest-first.cjs',
  // Ends what hangs; how long something takes is for bench/.
  testTimeout: 300_000,
  // A socket that one test forgot once kept a run of green tests from ending.
  forceExit: true,
};
