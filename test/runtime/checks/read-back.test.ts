import { describe, expect, test } from '@jest/globals';
import { readBack } from '../../../runtime/checks/read-back';
import { plannedObject } from '../../lambda/steps/restored';

const MD5 = '900150983cd24fb0d6963f7d28e17f72';
const GIB = 1024 ** 3;

function reading(md5Of: (key: string, versionId: string | undefined) => string = () => MD5) {
  const calls: string[] = [];
  return {
    calls,
    digest: async (key: string, versionId?: string) => {
      calls.push(versionId ?? key);
      return { size: 3, md5: md5Of(key, versionId), plainEtag: true, versionId: versionId ?? 'the current one' };
    },
  };
}

const always = { byVersion: false, outOfTime: () => false };

describe('reading objects back', () => {
  test('where the ETag is no MD5 the planned version is read as well', async () => {
    const sample = [plannedObject('a', { etag: '"900150983cd24fb0d6963f7d28e17f72-2"' })];
    const reader = reading((_key, versionId) => (versionId === undefined ? 'other' : MD5));
    const { defects } = await readBack(reader, { sample, total: 1, ...always });
    expect(reader.calls).toEqual(['a', 'version of a']);
    expect(defects).toEqual([`"a" has the right size and other bytes: MD5 other instead of ${MD5}`]);
  });

  test('an object that cannot be read twice is a defect that names it; once may be an accident', async () => {
    const sample = [plannedObject('broken'), plannedObject('reset once')];
    const failures = ['broken', 'reset once', 'broken'];
    const digest = async (key: string) => {
      if (failures.splice(failures.indexOf(key), failures.includes(key) ? 1 : 0).length > 0) {
        throw new Error('Checksum mismatch');
      }
      return { size: 3, md5: MD5, plainEtag: true, versionId: 'the current one' };
    };
    const { defects } = await readBack({ digest }, { sample, total: 2, ...always });
    expect(defects).toEqual(['"broken" cannot be read: Checksum mismatch']);
  });

  test.each([
    [true, 0],
    [false, 1],
  ])(
    'a version is not compared with itself; with a checksum of its own (%p) not by its size alone',
    async (checked, alone) => {
      const sample = [plannedObject('a', { etag: '"x-2"', versionId: 'the current one' })];
      const { calls, digest } = reading();
      const reader = { digest: async (key: string) => ({ ...(await digest(key)), checked }) };
      expect(await readBack(reader, { sample, total: 1, ...always })).toMatchObject({
        total: 1,
        read: 1,
        defects: [],
        tooLarge: 0,
        bySizeAlone: alone,
      });
      expect(calls).toEqual(['a']);
    },
  );

  test('stops when the time is over, and says how many were read', async () => {
    const sample = Array.from({ length: 50 }, (_, i) => plannedObject(`k${i}`));
    const reader = reading();
    const outOfTime = () => reader.calls.length >= 10;
    const { read, total } = await readBack(reader, { sample, total: 50, byVersion: false, outOfTime });
    expect(total).toBe(50);
    expect(read).toBe(reader.calls.length);
    expect(read).toBeLessThan(50);
  });

  test('what would go over the budget is left out, but one object is always read', async () => {
    const sample = [plannedObject('huge', { size: 3 * GIB }), plannedObject('large', { size: 1 * GIB })];
    const reader = reading();
    expect(await readBack(reader, { sample, total: 2, ...always })).toMatchObject({ read: 1, tooLarge: 1 });
    expect(reader.calls).toEqual(['huge']);
  });

  test('what was asked for is read whatever its size, as it streams by', async () => {
    const reader = reading();
    async function* all() {
      yield* [plannedObject('huge', { size: 3 * GIB }), plannedObject('large', { size: 1 * GIB })];
    }
    const asked = { sample: all(), total: 2, wanted: 'all' as const, ...always };
    expect(await readBack(reader, asked)).toMatchObject({ read: 2, tooLarge: 0, wanted: 'all' });
    expect(reader.calls.sort()).toEqual(['huge', 'large']);
  });
});
