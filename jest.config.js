/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  globalSetup: '<rootDir>/test/run/before-all.ts',
  globalTeardown: '<rootDir>/test/run/after-all.ts',
  testTimeout: 30000,
  // A socket that one test forgot once kept a run of green tests from ending.
  forceExit: true,
};
