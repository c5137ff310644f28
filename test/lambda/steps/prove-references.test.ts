import { describe, expect, test } from '@jest/globals';
import type { Baseline } from '../../../domain/references/baseline';
import type { Reference } from '../../../domain/references/references';
import { heartbeatKey } from '../../../domain/workflow/heartbeat';
import type { Loss } from '../../../domain/workflow/losses';
import { type ProveReferencesWorld, proveReferences } from '../../../lambda/steps/prove-references';
import { digestOf } from '../../../runtime/evidence/digest';
import type { PlannedObject } from '../../../runtime/objects/planned-state';
import type { StoredReference } from '../../../runtime/references/sorted-rows';
import { evidenceWith, plannedObject, restored } from './restored';

interface Database {
  readonly rows?: number;
  readonly paths?: readonly StoredReference[];
  readonly notFound?: readonly string[];
  readonly baseline?: Baseline;
  readonly requireFrozen?: () => Promise<void>;
  readonly accepted?: readonly Loss[];
  readonly consumers?: () => Promise<never[]>;
  readonly missing?: readonly string[];
  readonly unreadable?: readonly string[];
  /** Keys, as the plan has counted them. @default - as many as there are */
  readonly planned?: number;
  readonly allowEmpty?: boolean;
  readonly isLater?: ProveReferencesWorld['isLater'];
}

async function prove(
  objects: readonly PlannedObject[],
  {
    rows = 10,
    paths = [],
    notFound = [],
    baseline,
    planned = objects.length,
    allowEmpty,
    requireFrozen = async () => {},
    accepted,
    consumers,
    missing = [],
    unreadable = [],
    isLater,
  }: Database,
) {
  const { input: given, attemptPrefix } = restored();
  const input = { ...given, objectPlan: { ...given.objectPlan, keys: planned } };
  const evidence = await evidenceWith(objects, attemptPrefix);
  const straddling = objects.filter(({ ambiguous }) => ambiguous);
  await evidence.putText(
    `${attemptPrefix}ambiguous/part-000000.jsonl`,
    straddling
      .map(({ key }) => {
        const copy = { action: 'copy', key, versionId: 'v', etag: '', size: 3, current: null };
        const means = { include: 'it is there', exclude: 'it is not' };
        return `${JSON.stringify({ key, reason: 'in parts', means, versions: ['v'], ifReferenced: copy })}\n`;
      })
      .join(''),
  );
  await evidence.putJson(`${attemptPrefix}plan-cursor.json`, {
    shards: [{ counts: { ambiguous: straddling.length } }],
  });
  const column = (reference: Reference) => ({ ...reference, sqlTable: '', sqlColumn: '', sqlRow: '' });
  const proof = proveReferences(input, {
    evidence,
    allowEmpty,
    baseline,
    requireFrozen,
    accepted,
    ...(isLater && { isLater }),
    ...(consumers && { consumers }),
    references: [{ table: 'lectures', column: 'audio_path' }],
    rows: {
      discover: async (references, isMadeLater) => {
        for (const one of references) isMadeLater?.(one, true);
        return { found: notFound.length > 0 ? [] : references.map(column), notFound, missing, unreadable };
      },
      count: async (found) => ({ counts: found.map(({ table }) => ({ table, rows })), unreadable: [] }),
      stream: async function* () {
        yield* paths;
      },
    },
  });
  await proof.catch(() => {});
  const findings = evidence.linesOf(`${attemptPrefix}proof/part-000000.jsonl`).map((line) => JSON.parse(line));
  return { proof, findings, evidence, attemptPrefix };
}

const reference = { table: 'lectures', column: 'audio_path', elsewhere: ['/data/', 's3://other/'] };
const path = (name: string, row = `lectures ${name} (audio_path)`) => ({
  path: `s3://media/pegasus/${name}`,
  row,
  reference,
});

test('F86 what was made after the candidate is named and proves nothing; what is missing says how to go on', async () => {
  const objects = [plannedObject('pegasus/a')];
  const { proof } = await prove(objects, { paths: [path('a')], missing: ['exports.path does not exist'] });
  await expect(proof).rejects.toMatchObject({
    name: 'ReferencesNotProved',
    message: expect.stringContaining('`optional`, where a table or column was made after 2026-11-23T04:00:00Z'),
  });
  const asked: [string, boolean][] = [];
  const isLater = ({ table }: { table: string }, isTableThere: boolean) => {
    asked.push([table, isTableThere]);
    return true;
  };
  const later = await prove(objects, { paths: [path('a')], isLater });
  expect(await later.proof).toMatchObject({ checked: 1 });
  expect(asked).toEqual([['lectures', true]]);
});

test('a freeze that was undone from outside ends the step, after the proof and before anything is written', async () => {
  const { proof, findings } = await prove([plannedObject('pegasus/a')], {
    paths: [path('a')],
    requireFrozen: () => Promise.reject(new Error('escaped')),
  });
  await expect(proof).rejects.toThrow('escaped');
  expect(findings).toEqual([expect.objectContaining({ finding: 'counts', found: 1 })]);
});

test('F91 whom the bucket tells is counted before anything is written; a bucket that does not say stops nothing', async () => {
  const objects = [plannedObject('pegasus/a')];
  const told = async (consumers: () => Promise<never[]>) => {
    const { proof, evidence, attemptPrefix } = await prove(objects, { paths: [path('a')], consumers });
    const { events } = await proof;
    const noted = evidence.json(`${attemptPrefix}events.json`);
    expect(events).toBe(digestOf(noted));
    return noted;
  };
  expect(await told(async () => [])).toEqual({ outcome: 'counted', consumers: [] });
  expect(await told(() => Promise.reject(new Error('AccessDenied')))).toEqual({
    outcome: 'unknown',
    cause: 'AccessDenied',
  });
});

describe('the proof of references', () => {
  test('F79 of no row is none, unless the construct says that the pair may be empty; a table must be there all the same', async () => {
    const proofOf = async (database: Database, ...keys: string[]) =>
      (
        await prove(
          keys.map((key) => plannedObject(key)),
          { rows: 0, ...database },
        )
      ).proof;
    await expect(proofOf({})).rejects.toMatchObject({ name: 'NothingToProve' });
    expect(await proofOf({ allowEmpty: true })).toMatchObject({ rowsChecked: 0, checked: 0 });
    await expect(proofOf({ allowEmpty: true, notFound: ['lectures'] })).rejects.toMatchObject({
      name: 'NothingToProve',
    });
    const own = heartbeatKey('pegasus/');
    expect(await proofOf({ allowEmpty: true }, own)).toMatchObject({ rowsChecked: 0, checked: 0 });
    await expect(proofOf({ allowEmpty: true }, own, 'pegasus/a')).rejects.toMatchObject({
      name: 'NothingToProve',
      message: expect.stringMatching(
        /^The restored database is empty, and the bucket is not: it has s3:\/\/media\/pegasus\/a\. .*`allowEmpty` of the construct excuses a pair only of which both are empty\.$/,
      ),
    });
    await expect(proofOf({ allowEmpty: true, rows: 10 }, own)).rejects.toMatchObject({
      name: 'NothingToProve',
      message: expect.stringContaining('None of 10 rows refers to an object in s3://media/pegasus/'),
    });
  });

  test('F79 a state that lacks a part of what was planned proves nothing', async () => {
    const { proof } = await prove([plannedObject('pegasus/a')], { paths: [path('a')], planned: 2 });
    await expect(proof).rejects.toThrow('keys of the planned state: 2 expected, 1 seen');
  });

  test('counts what it has found and leaves the details in the evidence', async () => {
    const { proof, findings } = await prove(
      [
        plannedObject('pegasus/.pegasus-backup/heartbeat.json'),
        ...['a', 'b', 'c'].map((name) => plannedObject(`pegasus/${name}`)),
      ],
      { paths: [{ path: '/data/x', row: 'lectures x (audio_path)', reference }, path('a'), path('c')] },
    );
    expect(await proof).toEqual({
      sealed: '',
      rowsChecked: 10,
      resolved: 0,
      checked: 2,
      dangling: 0,
      orphaned: 1,
      ambiguous: 0,
      elsewhere: 1,
      danglingBefore: 0,
      accepted: 0,
      alreadyDangling: digestOf([]),
      baseline: null,
      tables: ['lectures'],
      tablesNotFound: [],
      detail: 'runs/run-1/attempt-0/proof/',
    });
    expect(findings).toEqual([
      { finding: 'elsewhere', row: 'lectures x (audio_path)', path: '/data/x', why: 'not an S3 path' },
      { finding: 'orphaned', key: 'pegasus/b' },
      expect.objectContaining({ finding: 'counts', checked: 2, orphaned: 1, elsewhere: 1 }),
    ]);
  });

  describe('F100 losses', () => {
    const LOST = { key: 'pegasus/b', row: 'lectures b (audio_path)' };
    const paths = [path('a'), path('b')];

    test('that were found are left as a list ready to be accepted', async () => {
      const { proof, evidence, attemptPrefix } = await prove([plannedObject('pegasus/a')], { paths });
      await expect(proof).rejects.toMatchObject({ name: 'DanglingReferences' });
      expect(evidence.json(`${attemptPrefix}losses.json`)).toEqual([LOST]);
    });

    test('that were accepted fail nothing, are counted, and known to the checks', async () => {
      const { proof, findings, evidence, attemptPrefix } = await prove([plannedObject('pegasus/a')], {
        paths,
        accepted: [LOST],
      });
      expect(await proof).toMatchObject({ checked: 2, dangling: 0, accepted: 1 });
      expect(findings).toContainEqual({ finding: 'accepted as lost', ...LOST });
      expect(evidence.json(`${attemptPrefix}already-dangling.json`)).toEqual([LOST]);
      expect(evidence.json(`${attemptPrefix}losses.json`)).toBeUndefined();
    });

    test.each<[string, Loss]>([
      ['another key', { key: 'pegasus/c' }],
      ['another row of that key', { ...LOST, row: 'lectures x (audio_path)' }],
    ])('of %s are not this one: it still fails', async (_, other) => {
      const { proof, evidence, attemptPrefix } = await prove([plannedObject('pegasus/a')], {
        paths,
        accepted: [other],
      });
      await expect(proof).rejects.toMatchObject({ name: 'DanglingReferences' });
      expect(evidence.json(`${attemptPrefix}losses.json`)).toEqual([LOST]);
    });

    test('of an object that is listed and cannot be copied: nothing is proved by it', async () => {
      const { proof } = await prove(
        ['a', 'b'].map((name) => plannedObject(`pegasus/${name}`)),
        {
          paths,
          accepted: [{ key: LOST.key }],
        },
      );
      expect(await proof).toMatchObject({ checked: 2, dangling: 0, accepted: 1 });
    });

    test.each([
      [1_000, 1_000],
      [1_001, undefined],
    ])('of %i rows are %p to name', async (rows, named) => {
      const many = Array.from({ length: rows }, (_, n) => path('b', `lectures ${n} (audio_path)`));
      const { proof, evidence, attemptPrefix } = await prove([plannedObject('pegasus/a')], {
        paths: [path('a'), ...many],
      });
      await expect(proof).rejects.toMatchObject({ name: 'DanglingReferences' });
      const found = evidence.json(`${attemptPrefix}losses.json`) as object[] | undefined;
      expect(found?.length).toBe(named);
    });
  });

  test('F59: a row without its object fails it, and names row and key', async () => {
    const { proof, findings } = await prove([plannedObject('pegasus/a')], { paths: [path('a'), path('b')] });
    await expect(proof).rejects.toMatchObject({
      name: 'DanglingReferences',
      message: expect.stringContaining(
        '1 of 2 references without an object at 2026-11-23T04:00:00Z: lectures b (audio_path) → pegasus/b. All are in s3://evidence/runs/run-1/attempt-0/proof/.',
      ),
    });
    expect(findings).toContainEqual({ finding: 'dangling', key: 'pegasus/b', row: 'lectures b (audio_path)' });
  });

  describe('what dangled before', () => {
    const baseline = (...broken: Baseline['broken']): Baseline => ({
      version: 1,
      takenAt: '2026-11-23T02:00:00Z',
      source: { identifier: 'pegasus', resourceId: 'db-1' },
      checked: 2,
      broken,
    });
    const lost = { key: 'pegasus/b', row: 'lectures b (audio_path)' };
    const paths = [path('a'), path('b')];

    test('is told apart, counted and kept for the checks; the restore has not broken it', async () => {
      const { proof, findings, evidence, attemptPrefix } = await prove([plannedObject('pegasus/a')], {
        paths,
        baseline: baseline(lost),
      });
      expect(await proof).toMatchObject({
        checked: 2,
        dangling: 0,
        danglingBefore: 1,
        alreadyDangling: digestOf([lost]),
        baseline: '2026-11-23T02:00:00Z',
      });
      expect(findings).toContainEqual({ finding: 'dangling before', ...lost });
      expect(await evidence.getJson(`${attemptPrefix}already-dangling.json`)).toEqual([lost]);
    });

    test.each([
      ['another row', { ...lost, row: 'lectures c (audio_path)' }],
      ['another object', { ...lost, key: 'pegasus/c' }],
    ])('F59 excuses not %s', async (_what, broken) => {
      const { proof } = await prove([plannedObject('pegasus/a')], { paths, baseline: baseline(broken) });
      await expect(proof).rejects.toMatchObject({
        name: 'DanglingReferences',
        message: expect.stringContaining('0 others dangled in the baseline of 2026-11-23T02:00:00Z already.'),
      });
    });

    test('excuses nothing where nobody has looked: that is said', async () => {
      const { proof } = await prove([plannedObject('pegasus/a')], { paths });
      await expect(proof).rejects.toMatchObject({
        message: expect.stringContaining('No baseline from before says what was broken already.'),
      });
    });

    test('F65 is no proof by itself: nothing that is there was found', async () => {
      const { proof } = await prove([], { paths: [path('b')], baseline: baseline(lost) });
      await expect(proof).rejects.toMatchObject({ name: 'NothingToProve' });
    });
  });

  test('ten dangling rows are named, all are in the evidence', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    const { proof, findings } = await prove([], { paths: names.map((name) => path(name)) });
    const error: Error = await proof.then(
      () => new Error('passed'),
      (reason) => reason,
    );
    expect(error.message).toContain('pegasus/k09; and 2 more. All are in');
    expect(error.message).not.toContain('k10');
    expect(findings.filter(({ finding }) => finding === 'dangling')).toHaveLength(12);
  });

  test('F44: an ambiguous object that a row vouches for is brought back; one without a row is left alone', async () => {
    const objects = ['pegasus/a', 'pegasus/b'].map((key) => plannedObject(key, { ambiguous: true }));
    const { proof, evidence, attemptPrefix } = await prove(objects, { paths: [path('a')] });
    const unsettled = { keys: 1, detail: `${attemptPrefix}unsettled/` };
    expect(await proof).toMatchObject({ checked: 1, ambiguous: 1, dangling: 0, unsettled });
    expect(evidence.linesOf(`${attemptPrefix}actions/part-990000.jsonl`).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ action: 'copy', key: 'pegasus/a' }),
    ]);
  });

  test.each([
    ['a bare key', 'pegasus/b', 'not an S3 path'],
    ['JSON', '{"key":"pegasus/b"}', 'not an S3 path'],
    ['a URL', 'https://media.s3.amazonaws.com/pegasus/b', 'not an S3 path'],
    ['a path of another bucket', 's3://archive/pegasus/b', 'in the bucket archive'],
    ['a path outside of the prefix', 's3://media/other/b', 'outside of the prefix pegasus/'],
  ])('F86 %s beside good references proves nothing of its row, until it is declared', async (_what, value, why) => {
    const paths = [path('a'), { path: value, row: 'lectures b (audio_path)', reference }];
    const { proof } = await prove([plannedObject('pegasus/a'), plannedObject('pegasus/b')], { paths });
    await expect(proof).rejects.toMatchObject({
      name: 'ReferencesNotProved',
      message: expect.stringContaining(`lectures.audio_path: ${why}, 1 row, such as lectures b (audio_path)`),
    });
    const declared = { ...reference, elsewhere: [value.slice(0, 12)] };
    const { proof: known } = await prove([plannedObject('pegasus/a')], {
      paths: [path('a'), { path: value, row: 'lectures b (audio_path)', reference: declared }],
    });
    expect(await known).toMatchObject({ checked: 1, elsewhere: 1 });
  });

  test('F86 F85 a reference that does not exist or may not be read is named, and the others are joined', async () => {
    const { proof, findings } = await prove([plannedObject('pegasus/a')], {
      paths: [path('a'), path('b')],
      missing: ['lecturs does not exist; the nearest name is lectures'],
      unreadable: ['exports.path: permission denied for table exports: GRANT SELECT ON exports TO pegasus'],
    });
    await expect(proof).rejects.toMatchObject({
      name: 'ReferencesNotProved',
      message: expect.stringMatching(/nearest name is lectures; exports.path: .*GRANT SELECT.* 1 of 2 others have no/),
    });
    expect(findings).toContainEqual(expect.objectContaining({ finding: 'dangling', key: 'pegasus/b' }));
  });

  test('F65: an empty database proves nothing', async () => {
    const { proof } = await prove([plannedObject('pegasus/a')], { rows: 0 });
    await expect(proof).rejects.toMatchObject({
      name: 'NothingToProve',
      message: expect.stringContaining('Tables without a row: lectures'),
    });
  });

  test('F65: neither does one without the tables', async () => {
    const { proof } = await prove([plannedObject('pegasus/a')], { notFound: ['lectures'] });
    await expect(proof).rejects.toMatchObject({
      name: 'NothingToProve',
      message: expect.stringContaining('not found: lectures'),
    });
  });

  test('neither do rows that all refer elsewhere', async () => {
    const { proof } = await prove([plannedObject('pegasus/a')], {
      paths: [{ path: 's3://other/pegasus/a', row: 'lectures a (audio_path)', reference }],
    });
    await expect(proof).rejects.toMatchObject({
      name: 'NothingToProve',
      message: expect.stringContaining('None of 10 rows refers to an object in s3://media/pegasus/ (1 refer elsewhere'),
    });
  });
});
