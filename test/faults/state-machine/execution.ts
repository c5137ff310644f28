import { expect } from '@jest/globals';
import type { Expected } from './expected';

/** What goes wrong with the execution itself: no catch of the machine sees it, and the report of a stopped run ends it. */
export const EXECUTION: readonly Expected[] = [
  {
    title: 'F10 the same request started twice is one execution',
    trial: {
      name: 'once',
      services: (rig) => {
        const { states } = rig.production.aws;
        rig.fault = (name) => {
          if (!name.includes('HandlersFreezeWrites')) return undefined;
          const { stateMachineArn } = rig.production.installation;
          const [running, ...before] = states.executionsOf(stateMachineArn);
          const again = states.startExecution(stateMachineArn, running?.origin.input, 'once');
          return again === running && states.executionsOf(stateMachineArn).length === before.length + 1
            ? undefined
            : { throw: { errorType: 'SecondExecution', errorMessage: 'the request was started twice' } };
        };
      },
    },
    stages: ['verified'],
  },
  {
    title: 'F19 somebody stops it in the middle of the rewind, frozen',
    trial: {
      services: (rig) => {
        const { aws, installation } = rig.production;
        rig.fault = (name) => {
          if (name.includes('HandlersRestoreObjects'))
            aws.states.executionsOf(installation.stateMachineArn)[0]?.stop('ABORTED');
          return undefined;
        };
      },
    },
    stages: ['failed'],
    look: ({ run, report }) => {
      expect(run.execution.status).toBe('ABORTED');
      expect(report?.failure?.error).toBe('ExecutionStopped');
    },
  },
  {
    title: 'F70 an answer of more than 256 KB',
    trial: {
      fault: (name) =>
        name.includes('HandlersPlanObjects') ? { answer: { padding: 'x'.repeat(300_000) } } : undefined,
    },
    stages: ['failed'],
    error: 'States.DataLimitExceeded',
  },
  {
    title: 'F71 a field that an expression cannot use',
    trial: {
      fault: (name) =>
        name.includes('HandlersAwaitDatabase') ? { answer: { outcome: 'waiting', polls: 'many' } } : undefined,
    },
    stages: ['failed'],
    error: 'States.QueryEvaluationError',
  },
  {
    title: 'F73 the report cannot be written: the verdict stands, and the report of a stopped run is written',
    trial: {
      services: (rig) => {
        rig.production.aws.s3.faults.refuse = (operation, key) =>
          operation === 'PutObject' && /\/report\.\w+$/.test(key) ? 'AccessDenied' : undefined;
      },
    },
    stages: ['verified'],
    look: ({ evidence }) => expect([...evidence.keys()].filter((name) => name.startsWith('ended/'))).toHaveLength(1),
  },
];
