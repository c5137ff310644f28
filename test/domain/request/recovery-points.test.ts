import {
  CANDIDATE_LIMIT,
  chooseRecoveryPoints,
  DRILL_MARGIN_SECONDS,
  LEFT_OUT_LIMIT,
  NEAR_SECONDS,
  type RecoveryFacts,
  type SnapshotFacts,
} from '../../../domain/request/recovery-points';

const snapshot = (id: string, databaseTime: string, other: Partial<SnapshotFacts> = {}): SnapshotFacts => ({
  id,
  status: 'available',
  databaseTime,
  sourceIdentifier: 'pegasus',
  sourceResourceId: 'db-1',
  ...other,
});

const FACTS: RecoveryFacts = {
  now: '2026-11-23T12:00:00Z',
  source: { identifier: 'pegasus', resourceId: 'db-1' },
  pointInTimeRecovery: true,
  earliestRestorableTime: '2026-11-16T03:10:00Z',
  latestRestorableTime: '2026-11-23T11:55:00Z',
  objectHistoryDays: 30,
  snapshots: [
    snapshot('before', '2026-11-23T03:00:00Z'),
    snapshot('between', '2026-11-23T05:00:00Z'),
    snapshot('after', '2026-11-23T09:00:00Z'),
  ],
};

const at = (time: string, facts: Partial<RecoveryFacts> = {}, incidentStart: string | null = null) =>
  chooseRecoveryPoints({ point: { kind: 'time', time }, incidentStart }, { ...FACTS, ...facts });
const from = (id: string, facts: Partial<RecoveryFacts> = {}) =>
  chooseRecoveryPoints({ point: { kind: 'snapshot', id }, incidentStart: null }, { ...FACTS, ...facts });
const said = (choice: object) => JSON.stringify(choice);

describe('a target time', () => {
  test('comes first, with the window as its reason', () =>
    expect(at('2026-11-23T04:00:00Z')).toMatchObject({
      outcome: 'chosen',
      points: [{ point: { kind: 'time', time: '2026-11-23T04:00:00Z' }, reason: expect.stringContaining('11:55:00Z') }],
    }));

  test.each([
    ['one second before the earliest restorable time', '2026-11-16T03:09:59Z', 'refused'],
    ['at the earliest restorable time', '2026-11-16T03:10:00Z', 'chosen'],
    ['one second before the latest restorable time', '2026-11-23T11:54:59Z', 'chosen'],
    ['F06 at the latest restorable time', '2026-11-23T11:55:00Z', 'wait'],
    ['one second after the latest restorable time', '2026-11-23T11:55:01Z', 'wait'],
  ])('%s: %s is %s', (_where, time, outcome) => expect(at(time)).toMatchObject({ outcome }));

  test('F03 newer than the latest restorable time is waited for when near, refused when further', () => {
    const latest = '2026-11-23T11:00:00Z';
    const near = new Date(Date.parse(latest) + NEAR_SECONDS * 1000).toISOString().slice(0, 19) + 'Z';
    expect(at(near, { latestRestorableTime: latest })).toMatchObject({ outcome: 'wait' });
    expect(at('2026-11-23T11:15:01Z', { latestRestorableTime: latest })).toMatchObject({
      outcome: 'refused',
      error: 'TargetTimeOutOfRange',
      reason: expect.stringContaining('before 2026-11-23T11:00:00Z'),
    });
  });

  test('F04 before the earliest restorable time is refused, naming the nearest snapshot', () =>
    expect(
      at('2026-11-15T00:00:00Z', { snapshots: [snapshot('old', '2026-11-14T00:00:00Z'), ...FACTS.snapshots] }),
    ).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('`old`') }));

  test.each([
    ['F26 no automated backups', { pointInTimeRecovery: false }, 'keeps no automated backups'],
    [
      'F99 a source that is gone',
      { pointInTimeRecovery: false, gone: true },
      'is gone, and so are its automated backups',
    ],
    ['no finished automated backup', { earliestRestorableTime: undefined }, 'no finished automated backup'],
    ['no latest restorable time', { latestRestorableTime: undefined }, 'no finished automated backup'],
  ])('%s: only a snapshot is offered', (_what, facts, why) => {
    const choice = at('2026-11-23T04:00:00Z', facts);
    expect(choice).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(why) });
    expect(said(choice)).toMatch(/`(before|between)`/);
  });

  test('without any usable snapshot the refusal says so', () =>
    expect(said(at('2026-11-23T04:00:00Z', { pointInTimeRecovery: false, snapshots: [] }))).toMatch(/no snapshot/));

  test.each([
    ['at the end of the object history', '2026-11-16T12:00:00Z', 'chosen'],
    ['F05 one second beyond the object history', '2026-11-16T11:59:59Z', 'refused'],
  ])('%s is %s', (_where, time, outcome) => expect(at(time, { objectHistoryDays: 7 })).toMatchObject({ outcome }));
});

describe('a drill that names no time', () => {
  const latest = (facts: Partial<RecoveryFacts> = {}) =>
    chooseRecoveryPoints({ point: { kind: 'latest' }, incidentStart: null }, { ...FACTS, ...facts });
  const window = (seconds: number) => ({
    earliestRestorableTime: new Date(Date.parse('2026-11-23T11:55:00Z') - seconds * 1000).toISOString(),
  });

  test('goes a margin before the latest restorable time', () =>
    expect(latest()).toMatchObject({
      outcome: 'chosen',
      points: [
        {
          point: { kind: 'time', time: '2026-11-23T11:54:00Z' },
          reason: `chosen by the drill: ${DRILL_MARGIN_SECONDS} s before 2026-11-23T11:55:00Z, the latest restorable time`,
        },
      ],
    }));

  test.each([
    [DRILL_MARGIN_SECONDS + 1, '2026-11-23T11:54:00Z'],
    [DRILL_MARGIN_SECONDS, '2026-11-23T11:54:00Z'],
    [DRILL_MARGIN_SECONDS - 1, '2026-11-23T11:54:59Z'],
    [1, '2026-11-23T11:54:59Z'],
  ])('in a window of %i s goes to %s', (seconds, time) => {
    const earliestRestorableTime = window(seconds).earliestRestorableTime.replace('.000Z', 'Z');
    expect(latest({ earliestRestorableTime })).toMatchObject({ points: [{ point: { time } }] });
  });

  test('is refused where nothing can be restored to a time', () =>
    expect(latest({ latestRestorableTime: undefined })).toMatchObject({
      outcome: 'refused',
      error: 'TargetTimeOutOfRange',
    }));
});

describe('rolling forward', () => {
  test('goes to snapshots between the target and the beginning of the incident', () =>
    expect(at('2026-11-23T04:00:00Z', {}, '2026-11-23T05:00:00Z')).toMatchObject({
      points: [
        { point: { kind: 'time' } },
        { point: { kind: 'snapshot', snapshotId: 'between' } },
        { needsApproval: expect.any(String) },
      ],
    }));

  test('F68 never passes the beginning of the incident, not by a second, without approval', () => {
    const past = /^from after the incident began at 2026-11-23T04:59:59Z: it may hold/;
    expect(at('2026-11-23T04:00:00Z', {}, '2026-11-23T04:59:59Z')).toMatchObject({
      points: [
        { point: { kind: 'time' } },
        { point: { snapshotId: 'between' }, needsApproval: expect.stringMatching(past) },
      ],
      leftOut: expect.arrayContaining([
        expect.objectContaining({ point: expect.objectContaining({ snapshotId: 'after' }) }),
      ]),
    });
    const inTime = at('2026-11-23T04:00:00Z', {}, '2026-11-23T05:00:00Z');
    if (inTime.outcome !== 'chosen') throw new Error(said(inTime));
    expect(inTime.points[1]).not.toHaveProperty('needsApproval');
  });

  test('F68 what is from before the incident comes before what needs approval', () => {
    const choice = at('2026-11-23T04:00:00Z', {}, '2026-11-23T06:00:00Z');
    expect(choice).toMatchObject({
      points: [
        {},
        { point: { snapshotId: 'between' } },
        { point: { snapshotId: 'after' }, needsApproval: expect.any(String) },
      ],
    });
  });

  test('F68 a snapshot from after the incident is not where a restore may begin', () =>
    expect(
      chooseRecoveryPoints({ point: { kind: 'snapshot', id: 'after' }, incidentStart: '2026-11-23T08:59:59Z' }, FACTS),
    ).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('would restore the damage too') }));

  test('goes nowhere when nobody said when the incident began', () => {
    const choice = at('2026-11-23T04:00:00Z');
    expect(choice).toMatchObject({ points: { length: 1 } });
    expect(said(choice)).toMatch(/`incidentStart` is not given/);
  });

  test('gives a reason for every snapshot that was left out', () => {
    const snapshots = [
      snapshot('older', '2026-11-23T03:00:00Z'),
      snapshot('broken', '2026-11-23T04:30:00Z', { status: 'failed' }),
      snapshot('other', '2026-11-23T04:30:00Z', { sourceResourceId: 'db-2' }),
      snapshot('timeless', '2026-11-23T04:30:00Z', { databaseTime: undefined }),
    ];
    const choice = at('2026-11-23T04:00:00Z', { snapshots }, '2026-11-23T06:00:00Z');
    if (choice.outcome !== 'chosen') throw new Error(said(choice));
    const reasons = choice.leftOut.map(({ point, reason }) => [
      point.kind === 'snapshot' ? point.snapshotId : '',
      reason,
    ]);
    expect(Object.fromEntries(reasons)).toEqual({
      older: expect.stringMatching(/older than the target/),
      broken: expect.stringMatching(/failed/),
      other: expect.stringMatching(/another database/),
      timeless: expect.stringMatching(/time of its data is unknown/),
    });
  });

  test('is bounded, nearest first, and says what was beyond', () => {
    const hours = Array.from({ length: 20 }, (_, i) => `2026-11-22T${String(i).padStart(2, '0')}:30:00Z`);
    const snapshots = hours.map((time) => snapshot(`at-${time.slice(11, 13)}`, time));
    const choice = at('2026-11-22T00:00:00Z', { snapshots }, '2026-11-23T00:00:00Z');
    if (choice.outcome !== 'chosen') throw new Error(said(choice));
    expect(choice.points).toHaveLength(CANDIDATE_LIMIT);
    expect(choice.points[1]?.point).toMatchObject({ snapshotId: 'at-00' });
    expect(choice.leftOut).toHaveLength(LEFT_OUT_LIMIT);
    expect(choice.leftOut[0]?.point).toMatchObject({ snapshotId: 'at-02' });
  });
});

describe('a snapshot', () => {
  test('that was asked for stands at the moment its data is from', () =>
    expect(from('before')).toMatchObject({
      points: [{ point: { kind: 'snapshot', snapshotId: 'before', time: '2026-11-23T03:00:00Z' } }],
    }));

  test('F08 that was copied stands at the moment of its data, not of its copy', () => {
    const copy = snapshot('copy', '2026-11-20T03:00:00Z', { sourceResourceId: 'db-1' });
    expect(from('copy', { snapshots: [copy] })).toMatchObject({
      points: [{ point: { time: '2026-11-20T03:00:00Z' } }],
    });
  });

  test.each([
    ['F08 of another database', { sourceResourceId: 'db-2' }, 'refused', /is of pegasus \(db-2\)/],
    ['F08 that is still creating', { status: 'creating' }, 'wait', /still being created/],
    ['that failed', { status: 'failed' }, 'refused', /cannot be used: failed/],
    ['that does not say its moment', { databaseTime: undefined }, 'refused', /time of its data is unknown/],
    ['F05 older than the object history', { databaseTime: '2026-10-01T00:00:00Z' }, 'refused', /not kept/],
  ])('%s: %p is %s', (_what, other, outcome, why) => {
    const choice = from('s', { snapshots: [snapshot('s', '2026-11-23T03:00:00Z', other)] });
    expect(choice).toMatchObject({ outcome });
    expect(said(choice)).toMatch(why);
  });

  test('F08 that is gone is refused, naming those that are there', () =>
    expect(from('gone')).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('before, between, after'),
    }));
});

describe('a target time where there are dumps only', () => {
  const dumpsOnly = { snapshotsOnly: true, pointInTimeRecovery: false, latestRestorableTime: undefined };

  test.each([
    ['one second before a dump: the one before it', '2026-11-23T04:59:59Z', 'before'],
    ['at the second of a dump: that one', '2026-11-23T05:00:00Z', 'between'],
    ['after all of them: the last', '2026-11-23T11:00:00Z', 'after'],
  ])('%s', (_, time, snapshotId) => {
    expect(at(time, dumpsOnly)).toMatchObject({ outcome: 'chosen', points: [{ point: { snapshotId } }] });
  });

  test('says how much of the time asked for the dump misses', () =>
    expect(said(at('2026-11-23T05:01:00Z', dumpsOnly))).toContain('in the 60 s between'));

  test('F98 says what could not be restored of that dump when it was made', () => {
    const problems = ['role reports does not exist'];
    const snapshots = [snapshot('odd', '2026-11-23T05:00:00Z', { problems })];
    expect(said(at('2026-11-23T05:01:00Z', { ...dumpsOnly, snapshots }))).toContain(
      `it could not be restored (${problems[0]})`,
    );
  });

  test('F04: before every dump it is refused, and the nearest is named', () =>
    expect(at('2026-11-23T02:59:59Z', dumpsOnly)).toMatchObject({
      outcome: 'refused',
      error: 'TargetTimeOutOfRange',
      reason: expect.stringContaining('`before`'),
    }));

  test('a dump that is damaged, not finished or of another database is passed over', () => {
    const others = [
      snapshot('damaged', '2026-11-23T04:00:00Z', { status: 'damaged' }),
      snapshot('foreign', '2026-11-23T04:10:00Z', { sourceIdentifier: 'other', sourceResourceId: undefined }),
      { id: 'running', status: 'creating', sourceIdentifier: 'pegasus', sourceResourceId: 'db-1' },
    ];
    const facts = { ...dumpsOnly, snapshots: [...FACTS.snapshots, ...others] };
    expect(at('2026-11-23T04:30:00Z', facts)).toMatchObject({ points: [{ point: { snapshotId: 'before' } }] });
  });
});

describe('where only the objects go back', () => {
  const objects = (time: string, facts: Partial<RecoveryFacts> = {}) =>
    chooseRecoveryPoints(
      { point: { kind: 'time', time }, incidentStart: '2026-11-23T10:00:00Z', scope: 'objects' },
      { ...FACTS, ...facts },
    );

  test('the window of the database does not matter, and there is one candidate only', () => {
    const facts = { pointInTimeRecovery: false, earliestRestorableTime: undefined, latestRestorableTime: undefined };
    expect(objects('2026-11-10T04:00:00Z', facts)).toEqual({
      outcome: 'chosen',
      points: [
        {
          point: { kind: 'time', time: '2026-11-10T04:00:00Z' },
          reason: expect.stringContaining('the database stays'),
        },
      ],
      leftOut: [],
    });
  });

  test('F05 the object history does', () =>
    expect(objects('2026-10-24T11:59:59Z')).toMatchObject({ outcome: 'refused', error: 'HistoryTooShort' }));
});
