import { type CheckOptions, type CheckWorld, check } from '../../aws-check/check';
import { pause } from '../../aws-check/pause';
import type { RestoreReport } from '../../domain/report/model';
import { buildReport } from '../../domain/report/report';
import { FACTS } from '../domain/report/report-fixture';

const REPORT = buildReport(FACTS);
const OPTIONS: CheckOptions = {
  account: '123456789012',
  region: 'eu-central-1',
  keep: false,
  dryRun: false,
  remove: false,
};

/** A check in which all is well, but for what a test says otherwise. */
function world(otherwise: Partial<CheckWorld> = {}) {
  const done: string[] = [];
  const said: string[] = [];
  const noted =
    <T>(what: string, answer: () => Promise<T>) =>
    () => {
      done.push(what);
      return answer();
    };
  const {
    account = async () => OPTIONS.account,
    here = async () => REPORT,
    there = async () => REPORT,
    remove = async () => [],
    environments = [],
  } = otherwise;
  const given: CheckWorld = {
    environments,
    say: (what, detail = '') => void said.push(`${what} ${detail}`),
    account: noted('account', account),
    here: noted('here', here),
    there: noted('there', there),
    remove: noted('remove', remove),
  };
  return {
    done,
    said: () => said.join('\n'),
    run: (options: Partial<CheckOptions> = {}) => check({ ...OPTIONS, ...options }, given),
  };
}

test('both drills verified and alike, and nothing left: that alone is 0', async () => {
  const one = world();
  expect(await one.run()).toBe(0);
  expect(one.done).toEqual(['account', 'remove', 'here', 'there', 'remove']);
  expect(one.said()).toMatch(/NOT YET RUN ON AWS.*Compared \d\d fields, 0 differ\nRemoved nothing is left/s);
});

describe('before anything is touched', () => {
  test.each<[string, Partial<CheckWorld>, RegExp]>([
    ['credentials of another account', { account: async () => '999999999999' }, /credentials belong to 999999999999/],
    [
      'the account of an environment in cdk.json',
      { environments: [{ name: 'prod', account: OPTIONS.account }] },
      /account of the environment `prod` in cdk\.json/,
    ],
  ])('%s are refused', async (_, otherwise, message) => {
    const one = world(otherwise);
    await expect(one.run()).rejects.toThrow(message);
    expect(one.done).toEqual(['account']);
  });

  test('an environment in another account keeps no one from a check', async () => {
    expect(await world({ environments: [{ name: 'prod', account: '111111111111' }] }).run()).toBe(0);
  });

  test('a dry run prints plan and cost, and asks nothing', async () => {
    const one = world();
    expect(await one.run({ dryRun: true })).toBe(0);
    expect(one.done).toEqual([]);
    expect(one.said()).toMatch(/pegasus-aws-check.*cost: between \$[\d.]+ and \$[\d.]+, for 1 to 3 hours/s);
  });
});

describe('what was made is removed', () => {
  test('after a deployment that failed in the middle', async () => {
    const one = world({ there: () => Promise.reject(new Error('`cdk deploy` ended with 1')) });
    expect(await one.run()).toBe(3);
    expect(one.done).toEqual(['account', 'remove', 'here', 'there', 'remove']);
    expect(one.said()).toMatch(/FAILED `cdk deploy` ended with 1/);
  });

  test('after Ctrl-C, which ends the check at its next pause', async () => {
    const stop = new AbortController();
    const one = world({
      there: async () => {
        stop.abort();
        await pause(3600, stop.signal);
        return REPORT;
      },
    });
    expect(await one.run()).toBe(3);
    expect(one.done.at(-1)).toBe('remove');
    expect(one.said()).toMatch(/FAILED The check was interrupted/);
  });

  test('but with --keep, which says how to remove it', async () => {
    const one = world();
    expect(await one.run({ keep: true })).toBe(0);
    expect(one.done).toEqual(['account', 'remove', 'here', 'there']);
    expect(one.said()).toMatch(/npm run aws-check -- --account 123456789012 --region eu-central-1 --remove/);
  });

  test('by --remove alone, with nothing deployed', async () => {
    const one = world();
    expect(await one.run({ remove: true })).toBe(0);
    expect(one.done).toEqual(['account', 'remove']);
  });

  test('what is left is named, and is no success', async () => {
    let looks = 0;
    const one = world({ remove: async () => (looks++ === 0 ? [] : ['database pegasus-aws-check-x (failed)']) });
    expect(await one.run()).toBe(1);
    expect(one.said()).toMatch(/LEFT database pegasus-aws-check-x \(failed\)\nRemoved not all: 1 are left/);
  });

  test('a removal that fails is no success, and says what to do', async () => {
    let looks = 0;
    const one = world({ remove: () => (looks++ === 0 ? Promise.resolve([]) : Promise.reject(new Error('denied'))) });
    expect(await one.run()).toBe(1);
    expect(one.said()).toMatch(/NOT REMOVED denied.*--remove/);
  });

  test('what an earlier check has left and cannot be removed is in the way of the next', async () => {
    const one = world({ remove: async () => ['stack pegasus-aws-check (DELETE_FAILED)'] });
    expect(await one.run()).toBe(1);
    expect(one.done).toEqual(['account', 'remove']);
  });
});

describe('the reports are compared', () => {
  const { references, database, checks, steps, failure: _, ...rest } = REPORT;
  const DIFFERENT: readonly (readonly [string, Partial<RestoreReport>, RegExp])[] = [
    ['a verdict', { verdict: 'failed' }, /DIFFERS verdict: verified here, failed there/],
    ['a check', { checks: checks.map((one, i) => (i === 0 ? { ...one, outcome: 'failed' } : one)) }, /DIFFERS check /],
    ['a check that is not there', { checks: checks.slice(1) }, /DIFFERS check .*: \w+ here, not there there/],
    ['a step', { steps: steps.slice(1) }, /DIFFERS steps: /],
    [
      'a count of rows',
      { database: { ...database!, rowsChecked: 1 } },
      /DIFFERS rows with references: \d+ here, 1 there/,
    ],
    ['a count of references', { references: { ...references!, checked: 1 } }, /DIFFERS references checked/],
    ['leftovers', { leftovers: ['a snapshot'] }, /DIFFERS what the drill has left: \w+ here, 1 there/],
  ];

  test.each(DIFFERENT)('%s that differs is named, and is no success', async (_, difference, message) => {
    const one = world({ there: async () => ({ ...REPORT, ...difference }) });
    expect(await one.run()).toBe(1);
    expect(one.said()).toMatch(message);
    expect(one.done.at(-1)).toBe('remove');
  });

  test('times, names and settings that were put right are shown, and do not differ', async () => {
    const there = { ...REPORT, ...rest, startedAt: '2027-01-01T00:00:00Z', runId: 'another' };
    const one = world({ there: async () => ({ ...there, steps: steps.map((step) => ({ ...step, seconds: 3600 })) }) });
    expect(await one.run()).toBe(0);
    expect(one.said()).toMatch(/RunChecks +\d+\.\d s +3600\.0 s/);
  });

  test('an extension that only the master user of RDS may create is looked into there, and not the other way round', async () => {
    const indexes = (outcome: 'passed' | 'not applicable') => ({
      ...REPORT,
      checks: [...checks.filter(({ name }) => name !== 'indexes'), { ...checks[0]!, name: 'indexes', outcome }],
    });
    const [looked, not] = [async () => indexes('passed'), async () => indexes('not applicable')];
    expect(await world({ here: not, there: looked }).run()).toBe(0);
    expect(await world({ here: looked, there: not }).run()).toBe(1);
  });

  test('two drills that failed alike are no success', async () => {
    const failed = async () => ({ ...REPORT, verdict: 'failed', summary: 'Failed: as there' }) as const;
    const one = world({ here: failed, there: failed });
    expect(await one.run()).toBe(1);
    expect(one.said()).toMatch(/FAILED Failed: as there/);
  });

  test.each<[string, Partial<RestoreReport>]>([
    ['no check', { checks: [] }],
    ['no row', { database: { ...database!, rowsChecked: 0 } }],
    ['no reference', { references: null }],
  ])('two that agree in %s have proved nothing', async (_, nothing) => {
    const empty = async () => ({ ...REPORT, ...nothing });
    const one = world({ here: empty, there: empty });
    expect(await one.run()).toBe(1);
    expect(one.said()).toMatch(/FAILED nothing was proved/);
  });
});
