import { seconds } from '../../../domain/request/target-time';
import type { Expected } from './expected';

const at = (milliseconds: number): string => seconds(Date.now() + milliseconds);

/** What is typed wrongly, or asked for in vain: refused before anything is touched. */
export const REQUESTS: readonly Expected[] = [
  {
    title: 'F01 a target time without a zone',
    trial: { request: { targetTime: '2026-11-23T04:00:00' } },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F02 a leap second',
    trial: { request: { targetTime: '2016-12-31T23:59:60Z' } },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F03 a target in the future',
    trial: { request: { targetTime: '2999-01-01T00:00:00Z' } },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F04 a target before the first backup',
    trial: { request: { targetTime: at(-3_600_000) } },
    stages: ['refused'],
    error: 'TargetTimeOutOfRange',
  },
  {
    title: 'F05 a target older than the object history',
    trial: { request: { targetTime: at(-40 * 86_400_000) } },
    stages: ['refused'],
    error: /TargetTimeOutOfRange|HistoryTooShort/,
  },
  {
    title: 'F07 both a time and a snapshot',
    trial: { request: { snapshot: 'before-the-release' } },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F08 a snapshot that is gone',
    trial: { request: { targetTime: undefined, snapshot: 'no-such-snapshot' } },
    stages: ['refused'],
    error: /InvalidRequest|TargetTimeOutOfRange/,
  },
  {
    title: 'F12 an input of 250 KB, the most that Step Functions lets in',
    trial: { request: { reason: 'x'.repeat(250_000) } },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F74 an approval that is refused',
    trial: { approval: 'abort' },
    stages: ['refused'],
    error: 'ApprovalRefused',
  },
  {
    title: 'F77 the evidence of another version of the machine',
    trial: {
      name: 'planned-before',
      arrange: async (rig) => {
        await rig.putEvidence('runs/planned-before/plan.json', JSON.stringify({ version: 0, plan: {}, execution: {} }));
      },
    },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F102 the secret that the application reads is being rotated',
    trial: {
      arrange: async (rig) => {
        const { aws, stage } = rig.production;
        aws.secrets.startRotation(stage.databaseSecretArn, aws.secrets.value(stage.databaseSecretArn));
        rig.onLift(() => aws.secrets.cancelRotation(stage.databaseSecretArn));
      },
    },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
];
