const vm = require('node:vm');
const { ModuleMocker } = require('jest-mock');

/** Stands for the realm of the worker itself, which cannot be had as a context. */
const HERE = {};
const compileFunction = vm.compileFunction;
vm.compileFunction = (source, parameters, { parsingContext, ...options }) =>
  compileFunction(source, parameters, parsingContext === HERE ? options : { ...options, parsingContext });

/**
 * Test files of a worker share its realm, as the files of a program do. In Jest's own realm for each file every global
 * is looked up through a proxy, which is half of a suite's time, and an error of Node.js is no `Error`.
 */
module.exports = class OneRealm {
  constructor() {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = null;
    this.before = {
      globals: new Set(Reflect.ownKeys(globalThis)),
      environment: { ...process.env },
      folder: process.cwd(),
    };
  }
  exportConditions() {
    return ['node', 'node-addons'];
  }
  getVmContext() {
    return HERE;
  }
  async setup() {}
  /** What a file has set or mocked is not there for the next. */
  async teardown() {
    const { globals, environment, folder } = this.before;
    // Among them what Jest keeps of a file: its handlers of events, which would go on to hear of the next.
    for (const name of Reflect.ownKeys(globalThis)) if (!globals.has(name)) Reflect.deleteProperty(globalThis, name);
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(folder);
    process.exitCode = undefined;
    this.moduleMocker.restoreAllMocks();
  }
};
