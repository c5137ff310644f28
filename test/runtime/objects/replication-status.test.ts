import { replicationSample } from '../../../runtime/objects/replication-status';
import { type Harness, startS3 } from '../../local/aws/s3/harness';

let store: Harness;
beforeEach(async () => {
  store = await startS3();
});
afterEach(() => store.close());

const version = (versionId: string, second: number) => ({ versionId, at: at(second), body: 'x' });
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 4, 0, second));
/** `status` is what S3 says of what it replicates. */
const sample = (second: number) =>
  replicationSample(store.client, { bucket: 'objects', key: 'beat', before: at(second).getTime() });

test.each([
  [9, undefined],
  [10, '2026-11-23T04:00:10.000Z'],
  [19, '2026-11-23T04:00:10.000Z'],
  [20, '2026-11-23T04:00:20.000Z'],
])('of versions at 10 and 20, the newest at %i or before is %s', async (second, expected) => {
  store.s3.seed('objects', [{ key: 'beat', versions: [version('v1', 10), version('v2', 20)] }]);
  expect((await sample(second))?.writtenAt).toBe(expected);
});

test('what S3 says of its replication is the status', async () => {
  const replicated = { ...version('v1', 10), placement: { 'x-amz-replication-status': 'COMPLETED' } };
  store.s3.seed('objects', [{ key: 'beat', versions: [replicated] }]);
  expect(await sample(20)).toEqual({ writtenAt: '2026-11-23T04:00:10.000Z', status: 'COMPLETED' });
});

test('F108 one behind a page of newer ones is found', async () => {
  const newer = Array.from({ length: 1_001 }, (_, index) => version(`n${index}`, 30));
  store.s3.seed('objects', [{ key: 'beat', versions: [version('v1', 10), ...newer] }]);
  expect((await sample(20))?.writtenAt).toBe('2026-11-23T04:00:10.000Z');
});

test('a key that merely begins like it is another one', async () => {
  store.s3.seed('objects', [{ key: 'beat.old', versions: [version('v1', 10)] }]);
  expect(await sample(20)).toBeUndefined();
});
