import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const FOLDER = resolve(__dirname, '..', '..', '.github', 'workflows');
const workflows = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(join(FOLDER, file), 'utf8') }));

test('each action is the one commit that was looked at, and says its version', () => {
  const used = workflows.flatMap(({ text }) => [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action));
  expect(used.length).toBeGreaterThan(4);
  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
});

test('what is published says where it was built, and only that workflow can say so', () => {
  const signing = workflows.filter(({ text }) => /id-token: write/.test(text));
  expect(signing.map(({ file }) => file)).toEqual(['publish.yml']);
  expect(signing[0]!.text).toContain('npm publish --provenance');
  for (const { text } of workflows) expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
});
