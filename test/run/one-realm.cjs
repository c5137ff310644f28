const vm = require('node:vm');
const { ModuleMocker } = require('jest-mock');

/** Stands for the realm of the worker itself, which cannot be had as a context. */
const HERE = {};
const compileFunction = vm.compileFunction;
vm.compileFunction = (source, parameters, { parsingContext, ...options }) =>
  compileFunction(source, parameters, parsingContext === HERE ? options : { ...options, parsingContext });

/** What Jest keeps of a file: its handlers of events would go on to hear of the tests of the next. */
const OF_ONE_FILE = /^(JEST_STATE_SYMBOL|EVENT_HANDLERS)$/;

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
    this.before = { environment: { ...process.env }, folder: process.cwd() };
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
    const { environment, folder } = this.before;
    for (const name of Object.getOwnPropertySymbols(globalThis)) {
      if (OF_ONE_FILE.test(name.description)) delete globalThis[name];
    }
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(folder);
    process.exitCode = undefined;
    this.moduleMocker.restoreAllMocks();
  }
};
