import { readFileSync } from 'node:fs';
import { costOfOneCheck, dollarsADay } from '../../aws-check/cost';

/** The three environments of the table, in its order. */
type Costs = readonly [dev: number, staging: number, prod: number];

const HOURS = 730;
const WEEKS = 4.33;
const GIB_OF_STORAGE = 0.115;
const GIB_OF_SNAPSHOT = 0.095;
const GIB_OF_OBJECTS = 0.023;
/** Dollars an hour; two zones are two instances. */
const CLASSES: Costs = [0.016, 0.032, 2 * 0.168];
const GIB: Costs = [20, 20, 100];
const DAYS: Costs = [7, 7, 30];

const each = (cost: (environment: 0 | 1 | 2) => number): Costs => [cost(0), cost(1), cost(2)];
const same = (cost: number): Costs => [cost, cost, cost];

const STORES: Record<string, Costs> = {
  database: each((one) => CLASSES[one] * HOURS),
  'its storage': each((one) => GIB[one] * (one === 2 ? 2 : 1) * GIB_OF_STORAGE),
  'NAT gateways': each((one) => (one === 2 ? 2 : 1) * 0.045 * HOURS),
  'public addresses': each((one) => (one === 2 ? 2 : 1) * 0.005 * HOURS),
  secret: same(0.4),
};

/** Beats a month: a second of 256 MiB at 0.0000166667 a GiB-second, and what each asks for. */
const HEARTBEATS = 43_200 * (0.25 * 0.000_016_666_7 + 0.2 / 1e6 + 0.005 / 1e3 + (2 * 0.05) / 1e4);

const BACKUP: Record<string, Costs> = {
  'daily snapshots': each((one) => GIB[one] * (1 + 0.01 * (DAYS[one] - 1)) * GIB_OF_SNAPSHOT),
  'watch over the readiness': same(25 * 0.3 + 28 * 0.1 + 3),
  'keys of the vault, of notifications and of the reports': same(3),
  heartbeats: same(HEARTBEATS),
  drills: [CLASSES[0], WEEKS * CLASSES[1], WEEKS * CLASSES[2]],
  'weekly restore test': [0, 0, WEEKS * 2 * 0.168],
  'copy of the objects': [0, 10 * GIB_OF_OBJECTS, 100 * GIB_OF_OBJECTS],
  'renewal of its locks': [0, 0, 0.1 * (6 * 0.4 + 1.2 * 5) + 0.1],
};

const rows = readFileSync('docs/costs.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| .*\$[\d.]+\*{0,2} \|$/.test(line))
  .map((line) => line.split('|').slice(1, -1))
  .map((cells) => ({
    name: cells[0]!.replaceAll('*', '').trim(),
    costs: cells.slice(-3).map((cell) => Number(cell.replace(/[*$\s]/g, '')) || 0),
  }));
const shown = (name: string): number[] => rows.find((row) => row.name === name)?.costs ?? [];

test.each(Object.entries({ ...STORES, ...BACKUP }))('%s costs what its arithmetic says, to the cent', (name, costs) => {
  expect(shown(name)).toEqual(costs.map((cost) => Number(cost.toFixed(2))));
});

const sumOf = (names: string[]): number[] =>
  [0, 1, 2].map((column) => Number(names.reduce((sum, name) => sum + shown(name)[column]!, 0).toFixed(2)));

test('the sums are those of the lines above them', () => {
  expect(shown('the stores and their network')).toEqual(sumOf(Object.keys(STORES)));
  expect(shown('the backup')).toEqual(sumOf(Object.keys(BACKUP)));
  expect(shown('together')).toEqual(sumOf(['the stores and their network', 'the backup']));
});

test('every line of the table is computed here', () => {
  const sums = ['the stores and their network', 'the backup', 'together'];
  expect(rows.map(({ name }) => name).filter((name) => !sums.includes(name))).toEqual(
    Object.keys({ ...STORES, ...BACKUP }),
  );
});

test('the page of the first day says what a day and a check cost by that table', () => {
  expect(dollarsADay()).toBe(Number(((shown('together')[0]! / HOURS) * 24).toFixed(2)));
  const page = readFileSync('docs/first-deployment.md', 'utf8');
  expect(page).toContain(`**$${dollarsADay().toFixed(2)} a day**`);
  expect(page).toContain(`($${shown('together')[0]!.toFixed(2)} a month)`);
  expect(page).toContain(`costs ${/^between \$[\d.]+ and \$[\d.]+/.exec(costOfOneCheck())?.[0]}`);
});
