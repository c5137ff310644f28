const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Loads libraries as Node.js does, once for all files of a worker; only what is ours is new for each file. */
module.exports = class extends Runtime {
  requireModuleOrMock(from, name) {
    const isOurs = name.startsWith('.') || name.startsWith('/') || name.startsWith('@jest/');
    return isOurs || from.includes('/node_modules/')
      ? super.requireModuleOrMock(from, name)
      : createRequire(from)(name);
  }
};
