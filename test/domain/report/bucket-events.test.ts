import { expect, test } from '@jest/globals';
import { allEvents, type BucketEvents, type ConsumerCount } from '../../../domain/events/consumers';
import { bridgedWords, bucketEventWords } from '../../../domain/report/bucket-events';
import { buildReport } from '../../../domain/report/report';
import { restoreReport } from '../../../domain/report/schema';
import { WORKFLOW } from './report-fixture';

const consumer = (kind: ConsumerCount['kind'], name: string, copies: number): ConsumerCount => ({
  kind,
  name,
  events: ['s3:ObjectCreated:*'],
  prefix: '',
  suffix: '',
  count: copies === 0 ? {} : { 's3:ObjectCreated:Copy': copies },
});
const counted = (...consumers: ConsumerCount[]): BucketEvents => ({ outcome: 'counted', consumers });

const report = (events: BucketEvents[]) =>
  buildReport({ workflow: WORKFLOW, ledger: [], checks: [], events, now: '2026-11-23T06:00:00.000Z' });

test('F91 the report names each consumer with the events of all attempts, and is valid', () => {
  const found = report([counted(consumer('function', 'f', 3)), counted(consumer('function', 'f', 2))]);
  expect(bucketEventWords(found)).toEqual([
    "**The rewind called consumers of the bucket's events:**",
    expect.stringMatching(/^function f: raised 5 events \(5 × s3:ObjectCreated:Copy\); /),
    expect.stringContaining('docs/runbook.md#consumers-of-bucket-events'),
  ]);
  expect(restoreReport.parse(found).events).toEqual(found.events);
});

test('F91 nothing is said where nothing was told, or only EventBridge, which has its own line', () => {
  expect(bucketEventWords(report([]))).toEqual([]);
  const bridged = report([counted(consumer('function', 'f', 0), consumer('EventBridge', 'default', 2))]);
  expect(bucketEventWords(bridged)).toEqual([]);
  expect(bridgedWords(bridged)).toEqual([expect.stringMatching(/^EventBridge default: raised 2 events/)]);
});

test('F91 a bucket that could not be asked is said to be unknown, whatever another attempt knew', () => {
  const unknown: BucketEvents = { outcome: 'unknown', cause: 'AccessDenied' };
  expect(allEvents([counted(), unknown])).toEqual(unknown);
  expect(bucketEventWords(report([unknown]))).toEqual([expect.stringMatching(/is unknown \(AccessDenied\)/)]);
});
