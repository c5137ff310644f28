import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { rewind, undo } from '../../../runtime/objects/rewind/rewind';
import { digests, readNow } from '../../runtime/objects/rewind/histories';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/disabled';
const byCustomer = { placement: { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' } };
const byKey = {
  placement: {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': KEY,
  },
};

describe.each([
  ['with a key of the attacker (SSE-C)', byCustomer],
  ['with a key of KMS that is disabled', byKey],
])('F90: current versions encrypted %s', (_, placed) => {
  const evil = { ...from(10), body: 'xyz', ...placed };
  beforeEach(() => {
    bed.s3.disabledKeys.add(KEY);
    bed.seedKey('first', { ...from(-10), body: 'old' }, evil);
    bed.seedKey('parts', { ...from(-90_000), body: 'x'.repeat(20), parts: 2 }, evil);
    bed.seedKey('second', { ...from(-10), body: 'abc' }, evil);
    bed.seedKey('since', evil);
  });

  test('need not be readable to be replaced', async () => {
    const { plan, parts, verified } = await bed.rewind();
    expect(parts.flatMap(({ failed }) => failed)).toEqual([]);
    expect(plan).toMatchObject({ copy: 3, mark: 1 });
    expect(verified).toMatchObject({ remaining: 0, compared: 3, differing: 0 });
    const { parts: _parts, ...whole } = await readNow(bed.client, BUCKET, '');
    expect(whole).toEqual(digests({ first: 'old', second: 'abc' }));
  });
});

test('F90: a source whose key cannot be used fails its key alone, with the ARN', async () => {
  bed.seedKey('locked', { ...from(-10), body: 'old', ...byKey }, { ...from(10), body: 'new' });
  bed.seedKey('open', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  bed.s3.disabledKeys.add(KEY);
  const { parts, verified } = await bed.rewind();
  expect(parts).toMatchObject([{ copied: 1 }]);
  expect(parts[0]!.failed).toEqual([{ key: 'locked', error: expect.stringContaining(`encrypted with ${KEY}`) }]);
  expect(verified.remaining).toBe(1);
  bed.s3.disabledKeys.clear();
  expect((await bed.rewind()).verified).toMatchObject({ remaining: 0 });
});

test('an undo names what it cannot put back, and puts back the rest', async () => {
  bed.seedKey('a', { ...from(-10), body: 'old' }, { ...from(10), body: 'xyz', ...byCustomer });
  bed.seedKey('b', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  const run = layoutBelow('run/');
  await rewind(bed.engine(), { at: T, layout: run });
  const undone = await undo(bed.engine(), run, layoutBelow('undo/'));
  expect(undone.parts.flatMap(({ failed }) => failed)).toMatchObject([
    { key: 'a', error: expect.stringContaining('SSE-C') },
  ]);
  expect(undone.remaining).toBe(1);
});
