import { acceptRequest, REASON_LIMIT, REQUEST_LIMIT_BYTES } from '../../../domain/request/restore-request';

const NOW = '2026-11-23T05:00:00.000Z';
const REQUEST = { targetTime: '2026-11-23T04:00:00Z', reason: 'lectures deleted by mistake' };

const refusal = (request: unknown): unknown => {
  try {
    return acceptRequest(request, NOW);
  } catch (error) {
    return error;
  }
};

test('a time and a reason are enough', () =>
  expect(acceptRequest(REQUEST, NOW)).toEqual({
    point: { kind: 'time', time: '2026-11-23T04:00:00Z' },
    reason: 'lectures deleted by mistake',
    mode: 'incident',
    scope: 'both',
    requestedBy: 'not given',
    incidentStart: null,
  }));

test('F02 an offset is normalised, F06 a fraction that is none is left out', () =>
  expect(acceptRequest({ ...REQUEST, targetTime: '2026-11-23T09:30:00.000+05:30' }, NOW).point).toEqual({
    kind: 'time',
    time: '2026-11-23T04:00:00Z',
  }));

test('a dump is asked for by its name', () =>
  expect(acceptRequest({ snapshot: 'pegasus_2026-11-24T02-30-07Z.dump', reason: 'r' }, NOW).point).toEqual({
    kind: 'snapshot',
    id: 'pegasus_2026-11-24T02-30-07Z.dump',
  }));

test('a snapshot may stand in place of the time', () =>
  expect(acceptRequest({ snapshot: 'rds:pegasus-2026-11-22-03-05', reason: 'r' }, NOW).point).toEqual({
    kind: 'snapshot',
    id: 'rds:pegasus-2026-11-22-03-05',
  }));

test.each(['database', 'objects', 'both'] as const)('the scope may be %s', (scope) =>
  expect(acceptRequest({ ...REQUEST, scope }, NOW).scope).toBe(scope),
);

test('only a drill may leave the time to the machine', () =>
  expect(acceptRequest({ mode: 'drill', reason: 'r' }, NOW)).toMatchObject({
    mode: 'drill',
    point: { kind: 'latest' },
  }));

test('the target may be the second in which the incident began', () =>
  expect(acceptRequest({ ...REQUEST, incidentStart: '2026-11-23T04:00:00Z' }, NOW).incidentStart).toBe(
    '2026-11-23T04:00:00Z',
  ));

test.each([
  ['F01 a time without a zone', { ...REQUEST, targetTime: '2026-11-23T04:00:00' }, /add `Z`/],
  ['a scope that nobody knows', { ...REQUEST, scope: 'rows' }, /`scope` is "rows"; it must be `both` \(the default\)/],
  ['a tier that nobody knows', { ...REQUEST, thaw: 'slow' }, /`thaw` is "slow"; it must be expedited, standard, bulk/],
  ['a thaw without objects', { ...REQUEST, thaw: 'bulk', scope: 'database' }, /`thaw` is for objects/],
  ['a scope in a drill', { ...REQUEST, mode: 'drill', scope: 'objects' }, /a drill restores both stores/],
  ['a snapshot for the objects', { reason: 'r', snapshot: 'nightly', scope: 'objects' }, /Use `targetTime` instead/],
  ['F02 a leap second', { ...REQUEST, targetTime: '2026-11-23T04:00:60Z' }, /leap second/],
  ['F03 a time in the future', { ...REQUEST, targetTime: '2026-11-23T05:00:01Z' }, /future/],
  ['F07 both time and snapshot', { ...REQUEST, snapshot: 'nightly' }, /mutually exclusive.*Remove one/],
  ['a reason of which nothing is seen', { ...REQUEST, reason: '\u200b\u2800' }, /`reason` is missing/],
  ['F07 neither time nor snapshot', { reason: 'r' }, /`targetTime` \(or `snapshot`\) is missing/],
  ['F07 neither in an incident', { mode: 'incident', reason: 'r' }, /only a drill may leave both out/],
  ['F07 both in a drill', { ...REQUEST, mode: 'drill', snapshot: 'nightly' }, /mutually exclusive.*Remove one/],
  [
    'F08 a shared snapshot by its ARN: copied first',
    { snapshot: 'arn:aws:rds:eu-west-1:1:snapshot:x', reason: 'r' },
    /not an ARN.*copy-db-snapshot.*--kms-key-id/,
  ],
  ['no reason', { targetTime: REQUEST.targetTime }, /`reason` is missing/],
  ['a reason of blanks', { ...REQUEST, reason: '  ' }, /`reason` is missing/],
  ['a reason that is no text', { ...REQUEST, reason: 7 }, /`reason` must be a JSON string/],
  ['another mode', { ...REQUEST, mode: 'test' }, /`incident` \(the default\) or `drill`/],
  [
    'a misspelt field',
    { ...REQUEST, target_time: 'x' },
    /Unknown field `target_time`; the allowed fields are `targetTime`/,
  ],
  ['no object', 'restore please', /must be a JSON object/],
  ['nothing', null, /must be a JSON object/],
  [
    'a target after the incident began',
    { ...REQUEST, incidentStart: '2026-11-23T03:59:59Z' },
    /restore the damage too/,
  ],
  ['an incident without a zone', { ...REQUEST, incidentStart: '2026-11-23T04:30:00' }, /^`incidentStart`.*add `Z`/],
])('%s is refused with what to type', (_what, request, message) =>
  expect(refusal(request)).toMatchObject({ name: 'InvalidRequest', message: expect.stringMatching(message) }),
);

test('F51 what is to be thawed has a tier and days, in one spelling', () => {
  expect(acceptRequest({ ...REQUEST, thaw: ' Bulk:14 ' }, NOW).thaw).toEqual({ tier: 'bulk', days: 14 });
  expect(acceptRequest({ ...REQUEST, thaw: '' }, NOW)).not.toHaveProperty('thaw');
});

describe('bounds', () => {
  const reasonOf = (length: number) => ({ ...REQUEST, reason: 'x'.repeat(length) });

  test('a reason may be as long as the bound and not longer', () => {
    expect(acceptRequest(reasonOf(REASON_LIMIT), NOW).reason).toHaveLength(REASON_LIMIT);
    expect(refusal(reasonOf(REASON_LIMIT + 1))).toMatchObject({ message: expect.stringContaining(`${REASON_LIMIT}`) });
  });

  test('F12 an input of 300 KB is refused by its size, before anything in it is read', () => {
    const request = { ...REQUEST, note: 'x'.repeat(300_000) };
    expect(refusal(request)).toMatchObject({ message: expect.stringContaining(`at most ${REQUEST_LIMIT_BYTES}`) });
  });

  test('the size counts bytes, at the bound and one above', () => {
    const padded = (bytes: number) => ({ ä: 'x'.repeat(bytes - '{"ä":""}'.length - 1) });
    expect(refusal(padded(REQUEST_LIMIT_BYTES))).toMatchObject({ message: expect.stringContaining('Unknown field') });
    expect(refusal(padded(REQUEST_LIMIT_BYTES + 1))).toMatchObject({ message: expect.stringContaining('bytes') });
  });
});

describe('F82 uploads in parts by name', () => {
  const named = (fields: object) => acceptRequest({ ...REQUEST, ...fields }, NOW).named;

  test('are accepted as they are given', () => {
    expect(named({ include: ['pegasus/a b'], exclude: ['pegasus/c'] })).toEqual({
      include: ['pegasus/a b'],
      exclude: ['pegasus/c'],
    });
    expect(named({ exclude: ['pegasus/c'] })).toEqual({ include: [], exclude: ['pegasus/c'] });
    expect(named({ include: [], exclude: null })).toBeUndefined();
  });

  test.each<[string, object, RegExp]>([
    ['no list', { include: 'pegasus/a' }, /`include` must be a JSON list of keys/],
    ['a number', { exclude: [7] }, /`exclude` has 7; it must be a list of keys/],
    ['nothing', { include: [''] }, /`include` has ""; it must be a key of 1 to 1024 bytes/],
    ['a blank at an end', { include: ['pegasus/a '] }, /without blanks around it/],
    ['more bytes than a key has', { include: ['é'.repeat(513)] }, /of 1 to 1024 bytes/],
    ['both', { include: ['pegasus/a'], exclude: ['pegasus/a'] }, /"pegasus\/a" is both in `include` and in `exclude`/],
    ['in a drill', { include: ['pegasus/a'], mode: 'drill' }, /a drill writes no object: remove them/],
    ['of the database alone', { include: ['pegasus/a'], scope: 'database' }, /`scope` is "database": remove them/],
  ])('%s is refused', (_, fields, says) => {
    expect(() => named(fields)).toThrow(
      expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(says) }),
    );
  });
});

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('F114 what is typed is no authority: refused in one short sentence,', () => {
  const typed = (field: string, value: unknown) => [
    `${field} = ${JSON.stringify(value).slice(0, 60)}`,
    { ...REQUEST, [field]: value },
  ];
  test.each([
    ...[null, [], 'text', 7, true].map((request) => [JSON.stringify(request), request]),
    ['a prototype', JSON.parse('{"__proto__": {"targetTime": "2026-11-23T04:00:00Z", "reason": "r"}}')],
    ['a plan', { ...REQUEST, plan: { mode: 'drill' } }],
    ['an execution', { ...REQUEST, execution: { id: 'arn' } }],
    ['a long name of a field', { ...REQUEST, ['x'.repeat(4_000)]: 1 }],
    ['nested for ever', { ...REQUEST, mode: deep(100_000) }],
    ...['DRILL', 'drill\u0000', 'dr\u0456ll', '\uff44rill', ['drill'], { toString: 'drill' }, 'x'.repeat(7_000)].map(
      (mode) => typed('mode', mode),
    ),
    ...['Objects', ['objects'], 1, 'x'.repeat(7_000)].map((scope) => typed('scope', scope)),
    ...[
      'arn:aws:rds:eu-west-1:999999999999:snapshot:x',
      '../x',
      'x/../y',
      'x%2Fy',
      'x y',
      'x\u0000',
      '\u0440egasus',
      'rds:',
      '-x',
    ].map((snapshot) => [`snapshot = ${JSON.stringify(snapshot)}`, { snapshot, reason: 'r' }]),
    ...[
      '2026-11-23T04:00:00Z\n2026-11-22T04:00:00Z',
      '\uff12026-11-23T04:00:00Z',
      '2026-11-23T04:00:00Z;',
      '+002026-11-23T04:00:00Z',
      '1764000000',
      1764000000,
      { $date: 0 },
    ].map((time) => typed('targetTime', time)),
    ...[7, {}, [''], [7], [' pegasus/a'], ['x'.repeat(1_025)], [null]].map((keys) => typed('include', keys)),
    ['reason = blanks', { ...REQUEST, reason: ' \n\t ' }],
    typed('reason', ['r']),
    typed('requestedBy', 'x'.repeat(201)),
  ] as [string, unknown][])('%s', (_what, request) => {
    expect(refusal(request)).toMatchObject({ name: 'InvalidRequest' });
    expect((refusal(request) as Error).message.length).toBeLessThan(600);
  });
});
