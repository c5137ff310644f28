import { GetObjectCommand } from '@aws-sdk/client-s3';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed } from './rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

const HOSTILE = [
  'a b',
  ' leading',
  'trailing ',
  'a+b',
  'a%2Fb',
  'a%b',
  'caf\u00e9',
  'cafe\u0301',
  '\u{1f600}',
  '//',
  'a//b',
  './a',
  '../a',
  '?x#y',
  '&amp;',
  '<k>',
  '"quoted"',
  "it's",
  '\u0001',
  'tab\t',
  'line\nfeed',
  '\u2028',
  '\uffee',
  '\u{10ffff}',
  'x'.repeat(1024),
  '\u20ac'.repeat(341),
  '__proto__',
  'constructor',
];

test.each([1, 1000])('F47: hostile keys come back exactly, with pages of %i', async (pageSize) => {
  for (const key of HOSTILE)
    bed.seedKey(key, { ...from(-10), body: `old ${key}` }, { ...from(10), body: `new ${key}` });
  for (const key of HOSTILE) bed.seedKey(`${key.slice(0, 340)}!`, { ...from(10), body: 'late' });
  const { plan, verified } = await bed.rewind({ pageSize });
  expect(plan.copy).toBe(HOSTILE.length);
  expect(verified).toMatchObject({ remaining: 0, differing: 0 });
  for (const key of HOSTILE) {
    const found = await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(await found.Body!.transformToString()).toBe(`old ${key}`);
  }
});
