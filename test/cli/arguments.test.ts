import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { main } from '../../cli/main';
import { fileToWrite, writeResult } from '../../cli/options/files-to-write';

/** A store that counts who asks: nothing may, before every argument can be used. */
let store: Server;
let asked: number;
let endpoint: string;
let folder: string;
let errors: string[];

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' });
  store = createServer((_, response) => {
    asked++;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
});
afterAll(async () => {
  store.closeAllConnections();
  await new Promise((resolve) => store.close(resolve));
});
beforeEach(() => {
  asked = 0;
  errors = [];
  folder = mkdtempSync(join(tmpdir(), 'arguments-'));
  jest.spyOn(console, 'error').mockImplementation((line) => void errors.push(String(line)));
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => errors.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const typed = (line: string, ...more: string[]) =>
  main(['node', 'pegasus-backup', ...line.split(' ').map((word) => (word === "''" ? '' : word)), ...more]);

const REWIND = 'rewind --bucket protected --prefix p/';
const COPY = 'copy-objects --from s3://protected/p --to s3://backup/p';
const BACK = 'restore-object-copy --from s3://backup/p-2026-11-23 --to s3://protected/p';
const VERIFY = 'verify --database-url postgresql://reader@127.0.0.1:1/pegasus --bucket protected';
const RESTORE = 'restore --stack pegasus-prod --reason why';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:restore';

test.each([
  // whole numbers
  ...[REWIND, COPY, BACK].flatMap((line) => [
    ...['0', '-1', 'ten', '1.5', '1e3', "''", '9007199254740993'].map((n) => [
      `${line} --concurrency ${n}`,
      /`--concurrency .*integer from 1 to 1000/,
    ]),
    [`${line} --listers 0`, /`--listers 0`.*integer from 1 to 100/],
  ]),
  ['drill --lectures 0', /`--lectures 0`.*integer ≥ 1/],
  ['drill --seed 0x10', /`--seed 0x10`.*integer ≥ 0/],
  [`${REWIND} --undo run --attempt one`, /`--attempt one`.*integer ≥ 0/],
  // durations
  ...[`${REWIND} --to 2026-11-23T04:00:00Z`, `${RESTORE} --to 2026-11-23T04:00:00Z`].flatMap((line) => [
    [`${line} --thaw standard:0`, /`--thaw standard:0`.*whole number of days from 1 to 366/],
    [`${line} --thaw 7`, /`--thaw 7`.*must be expedited, standard, bulk, with the days .* as standard:14/],
  ]),
  [`${RESTORE} --to 2026-11-23T04:00:00Z --thaw standard --scope database`, /`--thaw` is for objects/],
  [
    `${REWIND} --to 2026-11-23T04:00:00Z --multipart-window 24h`,
    /whole number of hours from 0 to 8784, without a unit/,
  ],
  // percentages
  ...['1e1', '0x5', '0', '11', "''", 'some'].map((n) => [
    `${VERIFY} --bytes ${n}`,
    /`--bytes .*must be a percentage from 0.01 to 10, or `all`/,
  ]),
  // times
  ...[
    `${REWIND} --to`,
    `${VERIFY} --at`,
    `${RESTORE} --to`,
    `${RESTORE} --to 2026-11-23T04:00:00Z --incident-start`,
  ].flatMap((line) => [
    [`${line} 2999-01-01T00:00:00Z`, /in the future/],
    [`${line} 1999-01-01T00:00:00Z`, /no store has anything from before 2006/],
    [`${line} 2026-11-23T04:00:00`, /no zone/],
    [`${line} yesterday`, /not ISO 8601/],
    [`${line} 2026-11-23T04:00:00.123Z`, /fraction of a second.*give 2026-11-23T04:00:00Z, or 2026-11-23T04:00:01Z/],
  ]),
  [
    `${RESTORE} --to 2026-11-23T04:00:00Z --incident-start 2026-11-23T03:00:00Z`,
    /`--to` .* is after `--incident-start`/,
  ],
  // locations
  ['copy-objects --from protected/p --to s3://backup/p', /`--from protected\/p`.*s3:\/\/bucket\/prefix/],
  ['copy-objects --from s3:///p --to s3://backup/p', /must name a bucket/],
  ['copy-objects --from s3://protected//p --to s3://backup/p', /neither begins with a slash nor has two/],
  ['copy-objects --from s3://protected --to s3://protected/copies', /overlap/],
  ['restore-object-copy --from s3://protected/p --to s3://protected/p/', /overlap/],
  ['rewind --bucket Protected --to 2026-11-23T04:00:00Z', /must name a bucket/],
  ['rewind --bucket s3://protected/p --prefix p/ --to 2026-11-23T04:00:00Z', /The prefix is given twice/],
  ['rewind --bucket protected --prefix s3://protected/p --to 2026-11-23T04:00:00Z', /`--prefix .*must be a prefix/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --into elsewhere`, /`--into elsewhere`/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --from-replica s3://replica/p`, /must be a bucket, without a prefix/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --from-replica protected`, /the same bucket/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --evidence-bucket ''`, /must name a bucket/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --prefix ''`, /`--prefix `.*leave it out for the whole bucket/],
  [
    'rewind --bucket protected --to 2026-11-23T04:00:00Z --evidence-bucket protected',
    /would lie inside s3:\/\/protected\//,
  ],
  ['rewind --bucket b-c --to 2026-11-23T04:00:00Z --into s3://kept/runs --evidence-bucket kept', /would lie inside/],
  ['copy-objects --from s3://protected/ --to s3://backup/p --evidence-bucket protected', /would lie inside/],
  // ARNs, URLs, names, texts
  ['restore --state-machine x --to 2026-11-23T04:00:00Z --reason why', /`--state-machine x`.*ARN of a state machine/],
  [`status --execution ${MACHINE}`, /ARN of an execution/],
  ['report --stack a/b', /`--stack a\/b`.*name/],
  ['status', /Give `--execution ARN`, `--state-machine ARN` or `--stack NAME`/],
  ['decide --action approve --reason right', /Give `--state-machine ARN` or `--stack NAME`/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --endpoint-url 127.0.0.1:9000`, /`--endpoint-url .*http or https URL/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --endpoint-url http://127.0.0.1/bucket`, /of host and port only/],
  [`${VERIFY} --application-url foo`, /`--application-url foo`.*absolute http/],
  ['verify --bucket protected --database-url mysql://u:secret@host/db', /`--database-url …`.*postgresql:\/\//],
  ...['postgresql:/u:s3cret@h:99999/x', 'u:s3cret@h/x', 'host=h/password=s3cret', 'jdbc:x://h/x?password=s3cret'].map(
    (url): [string, RegExp] => [`verify --bucket protected --database-url ${url}`, /^(?!.*s3cret).*`--database-url …`/],
  ),
  [`${VERIFY} --application-url https://u:s3/cret@h`, /^(?!.*cret).*`--application-url …`/],
  ["restore --stack pegasus-prod --to 2026-11-23T04:00:00Z --reason ''", /`--reason `.*1 to 500 characters/],
  ["decide --stack pegasus-prod --action retry --reason ''", /`--reason `/],
  ["report --stack pegasus-prod --root-cause ''", /`--root-cause `/],
  [`${REWIND} --undo run/`, /`--undo run\/`.*without a slash/],
  // what does not go together
  [`${RESTORE} --scope objects --snapshot daily`, /`--snapshot` needs a `--scope`/],
  [`${RESTORE} --drill --scope objects`, /`--scope` is for an incident/],
  [`${RESTORE} --snapshot arn:aws:rds:eu-central-1:1:snapshot:x`, /not an ARN/],
  [`${RESTORE} --drill --include pegasus/a`, /`--include` and `--exclude` decide what is written, and a drill/],
  [
    `${RESTORE} --to 2026-11-23T04:00:00Z --include p/a --exclude p/a`,
    /"p\/a" is both in `--include` and in `--exclude`/,
  ],
  [
    `${RESTORE} --to 2026-11-23T04:00:00Z --scope database --exclude p/a`,
    /are for objects, and `--scope` is "database"/,
  ],
  [RESTORE, /Give `--to TIME` or `--snapshot ID`/],
  [REWIND, /Give `--to TIME`, or `--undo RUN`/],
  [
    `${REWIND} --to 2026-11-23T04:00:00Z --include p/a --include p/b --exclude p/b`,
    /`p\/b` is both included and excluded/,
  ],
  [`${REWIND} --to 2026-11-23T04:00:00Z --include ''`, /`--include `.*must be a key/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --include-file nowhere`, /`--include-file nowhere`.*cannot be read/],
  [`${COPY} --overwrite-without-undo s3://backup/p`, /must be a bucket, without a prefix/],
  ['decide --stack pegasus-prod --action accept-losses --reason lost', /`--losses FILE` belong together/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --attempt 1`, /`--attempt` says which attempt to undo/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --accept-loss`, /`--accept-loss` is about a replica/],
  [`${REWIND} --to 2026-11-23T04:00:00Z --thaw standard --dry-run`, /--thaw .*cannot be used with .*--dry-run/],
  ...['--deep bytes', '--allow-empty', '--multipart-window 1', '--listers 1', '--include p/a'].map((option) => [
    `${REWIND} --undo run ${option}`,
    /--undo .*cannot be used with/,
  ]),
  ...[`${REWIND} --to 2026-11-23T04:00:00Z`, COPY, BACK].map((line) => [
    `${line} --evidence . --evidence-bucket evidence`,
    /--evidence-bucket .*cannot be used with .*--evidence /,
  ]),
  [`${REWIND} --to 2026-11-23T04:00:00Z surplus`, /too many arguments/],
  // given twice
  [`${REWIND} --to 2026-11-23T04:00:00Z --to 2026-11-22T04:00:00Z`, /`--to` is given twice/],
  [`${REWIND} --bucket other --to 2026-11-23T04:00:00Z`, /`--bucket` is given twice/],
  [`${COPY} --dry-run --dry-run`, /`--dry-run` is given twice/],
  [`${RESTORE} --reason again --to 2026-11-23T04:00:00Z`, /`--reason` is given twice/],
  // files
  [`${REWIND} --to 2026-11-23T04:00:00Z --evidence package.json`, /`--evidence package.json`.*must be a folder/],
  ['drill --report package.json', /`--report package.json`.*must be a folder/],
  [`${COPY} --evidence package.json/below`, /`--evidence package.json\/below`.*must be a folder/],
  // what may not be written, not even by root
  ...[`${REWIND} --to 2026-11-23T04:00:00Z`, `${REWIND} --undo run`, COPY, BACK].map((line) => [
    `${line} --evidence /proc/self/below`,
    /`--evidence \/proc\/self\/below` is invalid: it cannot be written \(E[A-Z]+\): give another place/,
  ]),
  ['drill --report /proc/self/below', /`--report \/proc\/self\/below`.*cannot be written/],
  // files that are read
  ...['--references', '--baseline'].flatMap((option) => [
    [`${VERIFY} ${option} nowhere.json`, new RegExp(`\`${option} nowhere.json\`.*there is no such file`)],
    [`${VERIFY} ${option} docs`, new RegExp(`\`${option} docs\`.*it is a folder`)],
    [`${VERIFY} ${option} README.md`, new RegExp(`\`${option} README.md\`.*holds no JSON`)],
    [`${VERIFY} ${option} package.json`, new RegExp(`\`${option} package.json\` is not a `)],
  ]),
  [`${VERIFY} --references [{"table":"artifacts"`, /`--references`: it is no JSON .*Give a JSON list such as \[\{/],
  [`${VERIFY} --references [{"table":"artifacts"}]`, /`--references`: .*must be a list such as \[\{/],
  [
    'decide --stack pegasus-prod --action accept-losses --reason lost --losses docs',
    /`--losses docs` is no list of losses: it is a folder\. Give a JSON list/,
  ],
] as [string, RegExp][])('F81 %s is refused before anything is contacted', async (line, says) => {
  const json = join(folder, 'result.json');
  const where = line.includes('--endpoint-url') || line.startsWith('drill') ? [] : ['--endpoint-url', endpoint];
  const written = /^(rewind|verify|copy|restore-object|drill)/.test(line) ? ['--json', json] : [];
  expect(await typed(line, ...where, ...written)).toBe(2);
  expect(errors.join('')).toMatch(says);
  expect([asked, errors.length]).toEqual([0, 1]);
  if (written.length > 0) {
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      verdict: 'refused',
      error: expect.stringMatching(says),
    });
  }
  expect(readdirSync(folder)).toEqual(written.length > 0 ? ['result.json'] : []);
});

test('F81 a file that cannot be written is refused before the work, not after it', async () => {
  expect(await typed(`${COPY} --endpoint-url ${endpoint} --json ${folder}/missing/result.json`)).toBe(2);
  expect([asked, errors.join('')]).toEqual([
    0,
    expect.stringMatching(/`--json .*must be a file in a folder that exists/),
  ]);
});

test.each([REWIND, COPY, BACK, VERIFY])(
  'F81 %s: a file that may not be written is refused before the work',
  async (line) => {
    const to = line === REWIND ? ' --to 2026-11-23T04:00:00Z' : '';
    expect(await typed(`${line}${to} --endpoint-url ${endpoint} --json /proc/self/result.json`)).toBe(2);
    expect([asked, errors]).toEqual([0, [expect.stringMatching(/`--json \/proc.*cannot be written/)]]);
  },
);

test('F81 the default of --evidence is looked at, too, where it is used', async () => {
  const home = process.cwd();
  process.chdir('/proc/self');
  try {
    expect(await typed(`${COPY} --endpoint-url ${endpoint}`)).toBe(2);
    expect([asked, errors]).toEqual([0, [expect.stringMatching(/default of `--evidence`.*cannot be written/)]]);
    await typed(`${COPY} --endpoint-url ${endpoint} --dry-run`);
    expect(asked).toBeGreaterThan(0);
  } finally {
    process.chdir(home);
  }
});

test.each([
  ['--prefix', ' p/', /must be a prefix without blanks around it/],
  ['--prefix', 'p/ ', /must be a prefix without blanks around it/],
  ['--into', 's3://backup/ p', /must be a prefix without blanks around it/],
  ['--include', ' p/k', /must be a key of 1 to 1024 bytes without blanks around it.*`--include-file`/],
  ['--exclude', 'p/k\t', /must be a key of 1 to 1024 bytes without blanks around it/],
])('F81 %s %j is refused: a blank at an end is rarely meant', async (option, value, says) => {
  const line = `rewind --bucket protected --to 2026-11-23T04:00:00Z --endpoint-url ${endpoint} ${option}`;
  expect(await typed(line, value)).toBe(2);
  expect([asked, errors]).toEqual([0, [expect.stringMatching(says)]]);
});

describe('F81 one file has one use:', () => {
  const one = () => join(folder, 'one');
  const TO = `${REWIND} --to 2026-11-23T04:00:00Z`;

  test.each<[string, () => string[]]>([
    ['drill', () => ['--report', folder, '--json', folder]],
    ['drill', () => ['--json', join(folder, 'x', '..', 'one'), '--report', one()]],
    ['drill', () => ['--json', join(folder, 'report.json'), '--report', folder]],
    [TO, () => ['--include-file', one(), '--json', one()]],
    [TO, () => ['--json', join(folder, 'link'), '--exclude-file', one()]],
    [VERIFY, () => ['--json', one(), '--references', one()]],
    [VERIFY, () => ['--baseline', one(), '--json', one()]],
  ])('%s is refused where two name it', async (line, more) => {
    if (!line.startsWith('drill')) {
      writeFileSync(one(), 'p/k\n');
      symlinkSync(one(), join(folder, 'link'));
    }
    expect(await typed(line, ...more())).toBe(2);
    expect(errors.join('')).toMatch(/name one path: .*Give each its own|must be a file in a folder/);
    if (!line.startsWith('drill')) expect(readFileSync(one(), 'utf8')).toBe('p/k\n');
    expect(asked).toBe(0);
  });

  test('not even the refusal of something else is written to a file that is read', async () => {
    writeFileSync(one(), 'p/k\n');
    expect(await typed(`${TO} --concurrency 0`, '--json', one(), '--include-file', one())).toBe(2);
    expect([readFileSync(one(), 'utf8'), errors.join('')]).toEqual(['p/k\n', expect.stringContaining('--concurrency')]);
  });

  test('what keeps nothing can be named twice', async () => {
    await typed(`${COPY} --json /dev/null --endpoint-url ${endpoint} --dry-run`);
    await typed(`${VERIFY} --json /dev/null --references /dev/null`);
    expect(errors.join('')).not.toContain('one path');
  });
});

test('F81 a result that cannot be written is no success, and is not replaced by another', async () => {
  expect(() => writeResult('/dev/full', { verdict: 'verified' })).toThrow(
    '`--json /dev/full` could not be written (ENOSPC): the result is what is printed above.',
  );
  jest.spyOn(console, 'log').mockImplementation(() => {
    process.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
  });
  const sql = jest.spyOn(process.stdout, 'write').mockImplementation(() => {
    process.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    return false;
  });
  expect(await typed('database-users --sql')).toBe(3);
  sql.mockRestore();
  expect(errors).toEqual([expect.stringContaining('Standard output could not be written (ENOSPC).')]);
});

test('F81 one path is not a file and a folder', async () => {
  const one = join(folder, 'one');
  expect(await typed(`${COPY} --endpoint-url ${endpoint} --json ${one} --evidence ${one}`)).toBe(2);
  expect([asked, errors]).toEqual([0, [expect.stringMatching(/name one path/)]]);
});

test('F81 a file that exists is not touched, and one that does not is not left', async () => {
  const [there, not] = [join(folder, 'there.json'), join(folder, 'not.json')];
  writeFileSync(there, 'before');
  for (const json of [there, not, '/dev/null']) {
    expect(await typed(`${COPY} --json ${json} --concurrency 0 --endpoint-url ${endpoint}`)).toBe(2);
  }
  expect(fileToWrite(there)).toBe(there);
  expect(fileToWrite(not)).toBe(not);
  rmSync(not);
  symlinkSync(join(folder, 'behind.json'), not);
  expect(fileToWrite(not)).toBe(not);
  expect(readdirSync(folder).sort()).toEqual(['not.json', 'there.json']);
});

test.each([
  [
    `${REWIND} --to 2026-11-23T04:00:00Z`,
    ['--region', 'eu-centrl-1'],
    undefined,
    /`--region eu-centrl-1`.*eu-central-1/,
  ],
  [COPY, [], 'eu-centrl-1', /`AWS_REGION=eu-centrl-1`.*Did you mean eu-central-1/],
  [VERIFY, ['--region', 'frankfurt'], undefined, /`--region frankfurt` is no Region/],
  ['status --stack pegasus-prod', [], 'us-eats-1', /`AWS_REGION=us-eats-1`.*Did you mean us-east-1/],
] as const)(
  'F81 %s: a Region that does not exist is refused before a host is looked up',
  async (line, more, region, says) => {
    if (region !== undefined) process.env.AWS_REGION = region;
    expect(await typed(line, ...more)).toBe(2);
    process.env.AWS_REGION = 'us-east-1';
    expect(errors).toEqual([expect.stringMatching(says)]);
  },
);

test('F81 another store calls its Region as it likes', async () => {
  expect(await typed(`${COPY} --endpoint-url ${endpoint} --region garage --dry-run`)).not.toBe(2);
  expect(asked).toBeGreaterThan(0);
});

test('an argument of two commands in one process is not one given twice', async () => {
  expect(await typed(`${REWIND} --to yesterday --endpoint-url ${endpoint}`)).toBe(2);
  expect(await typed(`${REWIND} --to yesterday --endpoint-url ${endpoint}`)).toBe(2);
  expect(errors.join('')).not.toContain('twice');
});

describe('what is not there is said in one sentence, with exit code 3', () => {
  const CLOSED = 'http://127.0.0.1:1';

  test.each([
    [
      `${REWIND} --to 2026-11-23T04:00:00Z --endpoint-url ${CLOSED}`,
      '127.0.0.1:1 refuses connections: check that it runs there, and the address that was given.',
    ],
    [`${COPY} --endpoint-url http://localhost:1`, ':1 refuses connections'],
    [`${BACK} --endpoint-url ${CLOSED}`, '127.0.0.1:1 refuses connections'],
    [`${VERIFY} --endpoint-url ${CLOSED}`, '127.0.0.1:1 refuses connections'],
    [
      `verify --database-url postgresql://localhost:1/pegasus --bucket protected --endpoint-url ${CLOSED}`,
      ':1 refuses connections',
    ],
    [
      `verify --database-url postgresql://nowhere.invalid/pegasus --bucket protected --endpoint-url ${CLOSED}`,
      'nowhere.invalid',
    ],
    [`status --stack pegasus-prod --endpoint-url ${CLOSED}`, '127.0.0.1:1 refuses connections'],
    [`report --state-machine ${MACHINE} --endpoint-url ${CLOSED}`, '127.0.0.1:1 refuses connections'],
  ])('%s', async (line, says) => {
    const json = join(folder, 'result.json');
    const written = /^(rewind|verify|copy|restore)/.test(line) ? ['--json', json] : [];
    process.env.AWS_MAX_ATTEMPTS = '1';
    expect(await typed(line, ...written)).toBe(3);
    delete process.env.AWS_MAX_ATTEMPTS;
    expect(errors).toEqual([expect.stringContaining(says)]);
    expect(errors[0]).not.toMatch(/AggregateError|\n|\bat \S+:\d+/);
    if (written.length > 0) expect(JSON.parse(readFileSync(json, 'utf8')).verdict).toBe('could not run');
  });
});

test('neither is a server that never says anything left without its name', async () => {
  const connect = jest.spyOn(Client.prototype, 'connect').mockRejectedValue(new Error('timeout expired') as never);
  expect(await typed(`verify --database-url postgresql://u@127.0.0.1:5/p --bucket protected`)).toBe(3);
  connect.mockRestore();
  expect(errors).toEqual([expect.stringContaining(`The database at 127.0.0.1:5 does not answer within 10 s`)]);
});

describe('neither is another server taken for a store', () => {
  const STATUS = `status --state-machine ${MACHINE}`;
  const page = (status: number) =>
    createServer((_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<html></html>'));
  const json = createServer((_, response) => response.writeHead(200).end('{"a":1}'));
  const noHttp = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end('E\0\0')));

  test.each([
    ['a page', page(200), 'http', COPY],
    ['a page that is forbidden', page(403), 'http', COPY],
    ['a page that is forbidden', page(403), 'http', STATUS],
    ['JSON', json, 'http', COPY],
    ['no HTTP', noHttp, 'http', COPY],
    ['no HTTP', noHttp, 'http', STATUS],
    ['http instead of https', page(200), 'https', COPY],
  ])('%s', async (_, server, protocol, line) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    process.env.AWS_MAX_ATTEMPTS = '1';
    expect(await typed(`${line} --endpoint-url ${protocol}://127.0.0.1:${port}`)).toBe(3);
    delete process.env.AWS_MAX_ATTEMPTS;
    server.close();
    const says =
      /not the service that was asked for \(.*check `--endpoint-url`|does not speak TLS there: check whether/;
    expect(errors).toEqual([expect.stringMatching(says)]);
  });
});

test.each([
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['a server that hangs up', ''],
])('neither is %s taken for a database', async (_, greeting) => {
  const server = createTcpServer(
    (socket) => void socket.once('data', () => socket.end(greeting)).on('error', () => {}),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await typed(`verify --database-url postgresql://u@127.0.0.1:${port}/p --bucket protected`)).toBe(3);
  server.close();
  expect(errors).toEqual([
    expect.stringMatching(
      new RegExp(
        `\`--database-url\`: What answers at 127.0.0.1:${port} does not speak as Postgres .*: give host and port`,
      ),
    ),
  ]);
});

test('the version is printed', async () => {
  const said: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  expect(await typed('--version')).toBe(0);
  expect(said.join('')).toMatch(/^\d+\.\d+\.\d+\n$/);
});
