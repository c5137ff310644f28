import { linesOf, type RewindReport } from '../../../cli/rewind/result';
import { NO_COUNTS } from '../../../domain/objects/plan';

const REPORT: RewindReport = {
  command: 'rewind',
  verdict: 'verified',
  run: 'run-1',
  bucket: 'protected',
  prefix: 'p/',
  into: null,
  targetTime: '2026-11-23T04:00:00Z',
  objects: { ...NO_COUNTS, copied: 0, marked: 0, failed: 0 },
  estimate: null,
  examples: {},
  thaws: [],
  failures: [],
  undecided: [],
  miscounts: [],
  verification: null,
  evidence: null,
  seconds: 1,
};

const said = (report: Partial<RewindReport>) => linesOf({ ...REPORT, ...report }).join('\n');
const counted = (counts: Partial<RewindReport['objects']>) => said({ objects: { ...REPORT.objects, ...counts } });

test('what is archived, or was moved since, is said where there is any', () => {
  expect(counted({})).not.toMatch(/archived|moved since/);
  expect(counted({ archived: 1, bytesArchived: 1024 })).toMatch(/archived +1 keys, 1.0 KiB: must be thawed first/);
  expect(counted({ movedSince: 1 })).toMatch(/moved since +1 keys/);
});

test.each([
  [20, 20, undefined],
  [21, 20, '1 more, in the evidence'],
])('of %i failures %i are named, the others counted', (failed, named, more) => {
  const failures = Array.from({ length: failed }, (_, n) => ({ key: `p/${n}`, error: 'AccessDenied' }));
  const text = said({ failures });
  expect(text.match(/ {2}failed: /g)).toHaveLength(named);
  expect(/… and (.*)/.exec(text)?.[1]).toBe(more);
});
