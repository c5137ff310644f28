import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextStep, OTHER_ARTICLE } from '../../domain/report/next-steps';
import { ErrorName } from '../../domain/workflow/errors';

const runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

/** As code hosts make anchors of headings. */
const anchor = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');

const articles = new Map(
  runbook
    .split(/^#+ /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...text] = section.split('\n');
      return [anchor(heading), text.join('\n')];
    }),
);

test.each([...Object.values(ErrorName), 'Surprise'])('%s has an article, where the report points to', (name) => {
  const [file, fragment = ''] = nextStep(name).article.split('#');
  expect(file).toBe('docs/runbook.md');
  expect(articles.get(fragment)).toMatch(/\*\*What it means\.\*\*.+\*\*Impact\.\*\*.+\*\*What to do\.\*\*/s);
});

test('an unknown error leads to the article about anything else', () =>
  expect(nextStep('Surprise').article).toBe(`docs/runbook.md#${OTHER_ARTICLE}`));

test('no article is about an error that does not exist', () => {
  const [, errors = ''] = /^# Errors\n(.*?)^# /ms.exec(runbook) ?? [];
  const known = [...Object.values(ErrorName), 'Anything else'];
  expect([...errors.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading).sort()).toEqual(known.sort());
});

test('links inside the runbook lead somewhere', () => {
  const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((target) => !articles.has(target))).toEqual([]);
});

test('the contents lead to every article', () => {
  const contents = articles.get('contents');
  const missing = [...articles.keys()].filter((target) => !contents?.includes(`](#${target})`));
  expect(missing).toEqual(['runbook', 'contents']);
});

test('what to do now comes before what to do beforehand', () => {
  const sections = [...runbook.matchAll(/^# (.+)$/gm)].map(([, heading]) => heading);
  expect(sections).toEqual(['Runbook', 'In an incident', 'After a restore', 'Errors', 'Drills', 'Readiness']);
});
