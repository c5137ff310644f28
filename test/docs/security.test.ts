import { existsSync, readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/security.md', 'utf8');

/** A test file, and the beginning of the title of a test in it. */
const claims = [...PAGE.matchAll(/`(test\/[^`]+)`(?:: \*((?:[^*`]|`[^`]*`)+)\*)?/g)].map(([, file = '', title]) => ({
  file,
  title,
}));

test('every paragraph of the model names what shows it', () => {
  const model = PAGE.slice(PAGE.indexOf('## Who can do what'));
  const paragraphs = model.split(/\n\n/).filter((text) => text.startsWith('**'));
  expect(paragraphs.length).toBeGreaterThan(9);
  expect(paragraphs.filter((text) => !text.includes('`test/')).map((text) => text.slice(0, 40))).toEqual([]);
});

test.each(claims)('$file has "$title"', ({ file, title }) => {
  expect(existsSync(file)).toBe(true);
  if (title !== undefined) expect(readFileSync(file, 'utf8').replaceAll('\\`', '`')).toContain(title);
});
