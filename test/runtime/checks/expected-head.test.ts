import { expect, test } from '@jest/globals';
import { expectedHead } from '../../../runtime/checks/expected-head';

const content = { migrationHead: '0001.sql', tables: [], sequences: [], foreignKeys: [] };
const manifest = async () => ({ takenAt: '2026-11-23T03:00:00Z', content });
const gone = async (): Promise<string | null> => {
  throw new Error('no such database');
};

test('what somebody said counts before what the old database has', async () =>
  expect(await expectedHead({ setting: '0003.sql', old: async () => '0002.sql', manifest })).toEqual({
    head: '0003.sql',
    according: 'the setting `migrationHead`',
  }));

test('the old database counts before its manifest', async () =>
  expect(await expectedHead({ old: async () => '0002.sql', manifest })).toEqual({
    head: '0002.sql',
    according: 'the old database',
  }));

test.each([
  ['gone', gone],
  ['without its table', async () => null],
])('F66: when the old database is %s its last manifest speaks', async (_what, old) =>
  expect(await expectedHead({ old, manifest })).toEqual({
    head: '0001.sql',
    according: 'the manifest of 2026-11-23T03:00:00Z',
  }),
);

test('else nobody knows', async () => {
  expect(await expectedHead({ old: gone, manifest: async () => undefined })).toBeUndefined();
  expect(await expectedHead({ old: gone, manifest: async () => ({ takenAt: '', content: null }) })).toBeUndefined();
});
