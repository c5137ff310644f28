import { randomUUID } from 'node:crypto';
import dns from 'node:dns';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { main } from '../../../cli/main';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { certificate, certificateFile } from '../../certificates/certificates';
import { startPostgres, type TestDatabase } from '../../postgres';

const before = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'verify-database-'));
/** A store that refuses: a run that gets so far has read the database. */
const STORE = ['--bucket', 'protected', '--endpoint-url', 'http://127.0.0.1:1'];
const CERTIFICATE = join(__dirname, 'localhost.crt');
let errors: string[];

beforeEach(() => {
  errors = [];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' });
  Object.assign(process.env, { AWS_MAX_ATTEMPTS: '1', PGPASSFILE: join(folder, 'none') });
  jest.spyOn(console, 'error').mockImplementation((line) => void errors.push(String(line)));
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => errors.push(String(line)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
  process.exitCode = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

const verify = async (...argv: string[]): Promise<string> => {
  const exitCode = await main(['node', 'pegasus-backup', 'verify', ...argv, ...STORE]);
  return `${exitCode} ${errors.join('\n')}`;
};
/** The database was opened: what failed is the store. */
const OPENED = /^3 (warning: .*\n)?error: 127.0.0.1:1 refuses connections/;

describe('the password of a database', () => {
  let database: TestDatabase;
  let password: string;
  let url: string;
  beforeAll(async () => {
    database = await startPostgres();
    const typed = new URL(database.url);
    password = decodeURIComponent(typed.password);
    typed.password = '';
    url = typed.href;
  });
  afterAll(async () => await database?.close());

  test('is taken from PGPASSWORD', async () => {
    process.env.PGPASSWORD = password;
    expect(await verify('--database-url', url)).toMatch(/^3 error: 127.0.0.1:1 refuses/);
  });

  test('is taken from the file of psql', async () => {
    process.env.PGPASSFILE = join(folder, 'pgpass');
    writeFileSync(process.env.PGPASSFILE, `127.0.0.1:*:postgres:*:${password}\n`, { mode: 0o600 });
    expect(await verify('--database-url', url)).toMatch(OPENED);
  });

  test('in the URL opens it too, and is said to be seen by all users of the computer', async () => {
    expect(await verify('--database-url', database.url)).toMatch(
      /^3 warning: the password in `--database-url` can be read by all users.*PGPASSWORD.*\n.*127.0.0.1:1 refuses/,
    );
    expect(errors.join()).not.toContain(password);
  });

  /** At a terminal, when the password is asked for. */
  async function answered(keys: string): Promise<string> {
    const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => keyboard });
    jest.spyOn(process, 'stdin', 'get').mockReturnValue(keyboard as unknown as typeof process.stdin);
    const terminal = process.stderr.isTTY;
    process.stderr.isTTY = true;
    keyboard.write(keys);
    const said = await verify('--database-url', url);
    process.stderr.isTTY = terminal;
    return said;
  }

  test('is asked for at a terminal, and shown nowhere', async () => {
    const said = await answered(`${password}\n`);
    expect(said).toMatch(/^3 Password of rdsadmin at 127.0.0.1:\d+: \n\n\nerror: 127.0.0.1:1 refuses/);
    expect(said).not.toContain(password);
  });

  test.each([
    [
      'a wrong one',
      'wrong\n',
      /^3 .*\n.*error: `--database-url`: The database refuses the user: password auth.*Check user/s,
    ],
    ['an empty one', '\n', /^2 .*error: No password was given/s],
    ['none (Ctrl-C)', '\x03', /^2 .*error: No password was given/s],
    ['none (Ctrl-D)', '\x04', /^2 .*error: No password was given/s],
  ])('that is asked for and answered with %s is not said to be missing', async (_, keys, says) => {
    expect(await answered(keys)).toMatch(says);
  });

  test('that is empty in the environment is looked for elsewhere, as psql does', async () => {
    Object.assign(process.env, { PGPASSWORD: '', PGSSLROOTCERT: '', PGPASSFILE: join(folder, 'pgpass') });
    expect(await verify('--database-url', url)).toMatch(OPENED);
  });

  test('that is nowhere is said to be missing, with each way to give it', async () => {
    expect(await verify('--database-url', url)).toMatch(
      /^3 error: `--database-url`: 127.0.0.1:\d+ asks for a password, and none was found.*PGPASSWORD.*pgpass.*--database-secret.*terminal/,
    );
  });

  describe('with the rest of the address in a secret', () => {
    let aws: LocalAws;
    beforeAll(async () => {
      aws = await startLocalAws({ directory: mkdtempSync(join(folder, 'aws-')) });
    });
    afterAll(async () => await aws.close());

    test('opens it', async () => {
      Object.assign(process.env, aws.environment);
      const { arn } = aws.secrets.create('database', JSON.stringify(database.secret));
      expect(await verify('--database-secret', arn)).toMatch(OPENED);
    });

    test('that is not there is said', async () => {
      Object.assign(process.env, aws.environment);
      const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none-AbCdEf';
      expect(await verify('--database-secret', arn)).toMatch(/^3 error: `--database-secret`: .*secret/);
    });
  });
});

/** What comes first of a connection to Postgres: the wish for TLS, or, open to all, the user. */
const SSL_REQUEST = 80877103;

/** Takes TLS where it is asked for, and refuses the user; it keeps what it was told in the open. */
function fakePostgres(hasTls: boolean): Promise<{ server: Server; port: number; inTheOpen: string[] }> {
  const inTheOpen: string[] = [];
  const refusal = Buffer.from('SFATAL\0C28P01\0Mno such user\0\0');
  const refuse = (socket: NodeJS.WritableStream) => {
    const head = Buffer.alloc(5);
    head.write('E');
    head.writeInt32BE(refusal.length + 4, 1);
    socket.end(Buffer.concat([head, refusal]));
  };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first: Buffer) => {
      if (first.readInt32BE(4) !== SSL_REQUEST) {
        inTheOpen.push(first.toString());
        return refuse(socket);
      }
      if (!hasTls) return void socket.write('N');
      socket.write('S');
      const key = readFileSync(join(__dirname, 'localhost.key'));
      const secure = new TLSSocket(socket, { isServer: true, key, cert: readFileSync(CERTIFICATE) });
      secure.on('error', () => {}).once('data', () => refuse(secure));
    });
  });
  return new Promise((resolve) =>
    server.listen(0, '0.0.0.0', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' ? (address?.port ?? 0) : 0, inTheOpen });
    }),
  );
}

describe('TLS', () => {
  /** Not a name of this computer alone, and answered by it. */
  const HOST = '0.0.0.0';
  const USER_REFUSED = /The database refuses the user/;
  let fake: Awaited<ReturnType<typeof fakePostgres>>;
  const at = (host: string, query = '') => ['--database-url', `postgresql://reader@${host}:${fake.port}/p${query}`];
  const close = () => new Promise((resolve) => fake.server.close(resolve));

  describe('of a server that has it', () => {
    beforeEach(async () => {
      process.env.PGPASSWORD = 'x';
      fake = await fakePostgres(true);
    });
    afterEach(close);

    test('is on unless it is switched off, and wants a certificate of an authority that is known', async () => {
      expect(await verify(...at(HOST))).toMatch(
        /^3 error: `--database-url`: The certificate of the server is not trusted.*sslrootcert/,
      );
      expect(fake.inTheOpen).toEqual([]);
    });

    test('of a database of RDS, in a Region of which no authority is known, is said, with where AWS publishes them', async () => {
      const host = 'db.abc.il-central-1.rds.amazonaws.com';
      const lookup = jest.spyOn(dns, 'lookup') as unknown as jest.Mock;
      lookup.mockImplementation((_host, options, found) =>
        options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
      );
      expect(await verify(...at(host))).toMatch(
        /^3 error: .*not trusted.*no certificate authorities of RDS for the Region il-central-1.*https:\/\/truststore.pki.rds.amazonaws.com\/il-central-1\/il-central-1-bundle.pem\) as `sslrootcert=FILE`/,
      );
      expect(fake.inTheOpen).toEqual([]);
    });

    describe('and whose address is in a secret', () => {
      let aws: LocalAws;
      beforeAll(async () => {
        aws = await startLocalAws({ directory: mkdtempSync(join(folder, 'aws-')) });
      });
      afterAll(async () => await aws.close());

      const bySecret = async (more: object = {}) => {
        Object.assign(process.env, aws.environment);
        const login = { username: 'reader', password: 'x', dbname: 'p', host: 'localhost', port: fake.port };
        const { arn } = aws.secrets.create(randomUUID(), JSON.stringify({ ...login, ...more }));
        return await verify('--database-secret', arn);
      };

      test('wants a certificate of an authority of RDS, and says how to name another', async () =>
        expect(await bySecret()).toMatch(
          /^3 error: `--database-secret`: The certificate of localhost is not trusted.*none of the 120 authorities of this version.*PGSSLROOTCERT/,
        ));

      test('takes those of PGSSLROOTCERT, unless the secret has its own', async () => {
        process.env.PGSSLROOTCERT = CERTIFICATE;
        expect(await bySecret()).toMatch(/The database refuses the user/);
        process.env.PGSSLROOTCERT = certificateFile('own.pem');
        expect(await bySecret({ sslrootcert: readFileSync(CERTIFICATE, 'utf8') })).toMatch(/refuses the user/);
        errors = [];
        expect(await bySecret()).toMatch(/none of the 1 authorities of PGSSLROOTCERT vouches for it/);
      });

      test('refuses a file that is not there, before anything is asked', async () => {
        process.env.PGSSLROOTCERT = '/none';
        expect(await bySecret()).toMatch(/^2 error: PGSSLROOTCERT: a certificate or key cannot be read/);
        expect(fake.inTheOpen).toEqual([]);
      });
    });

    test.each([
      ['empty', '', /holds no certificate/],
      ['a page', '<html>AccessDenied</html>', /holds no certificate/],
      ['with a key', certificate('own.pem') + certificate('server.key'), /has a private key in it/],
      ['of a server', certificate('server.crt'), /has localhost, which is no authority/],
    ])(
      'is refused before anything is asked where the file of authorities is %s, as at synth',
      async (_, text, says) => {
        const file = join(folder, 'given.pem');
        writeFileSync(file, text);
        const url = await verify(...at(HOST, `?sslrootcert=${file}`));
        expect(url).toMatch(/^2 error: `--database-url`: the file '.*given.pem' h/);
        expect(url).toMatch(says);
        process.env.PGSSLROOTCERT = file;
        errors = [];
        const secret = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:a-AbCdEf';
        const bySecret = await verify('--database-secret', secret);
        expect(bySecret).toMatch(/^2 error: PGSSLROOTCERT: the file '.*given.pem' h/);
        expect(bySecret).toMatch(says);
        expect(fake.inTheOpen).toEqual([]);
      },
    );

    test.each(['verify-full', 'verify-ca', 'require'])('is %s on this computer, where that is named', async (mode) => {
      const root = mode === 'require' ? '' : `?sslrootcert=${CERTIFICATE}`;
      expect(await verify(...at('localhost', root), '--database-tls', mode)).toMatch(USER_REFUSED);
      expect(fake.inTheOpen).toEqual([]);
    });

    test('with an authority of its own: for its name only, unless verify-ca is named', async () => {
      const root = `?sslrootcert=${CERTIFICATE}`;
      expect(await verify(...at(HOST, root))).toMatch(/not trusted.*altnames/);
      for (const mode of ['verify-ca', 'require']) {
        errors = [];
        expect(await verify(...at(HOST, `${root}&sslmode=${mode}`))).toMatch(USER_REFUSED);
      }
      process.env.PGSSLROOTCERT = CERTIFICATE;
      errors = [];
      expect(await verify(...at(HOST))).toMatch(/not trusted.*altnames/);
      expect(fake.inTheOpen).toEqual([]);
    });

    test.each([
      ['--database-tls', (line: string[]) => [...line, '--database-tls', 'off']],
      ['the URL', ([option = '', url = '']: string[]) => [option, `${url}?sslmode=disable`]],
    ])('is off where %s says so', async (_, named) => {
      expect(await verify(...named(at(HOST)))).toMatch(USER_REFUSED);
      expect(fake.inTheOpen).toEqual([expect.stringContaining('reader')]);
    });

    test('is off, unless it is named, where the connection does not leave this computer', async () => {
      for (const host of ['localhost', '127.0.0.1']) {
        errors = [];
        expect(await verify(...at(host))).toMatch(USER_REFUSED);
      }
      expect(fake.inTheOpen).toHaveLength(2);
      // The host is the one that the driver takes.
      await verify(...at('localhost', `?host=${HOST}`));
      expect(fake.inTheOpen).toHaveLength(2);
    });

    test('is on where the URL names an authority, also on this computer: a tunnel ends here', async () => {
      await verify(...at('localhost', `?sslrootcert=${CERTIFICATE}`));
      expect(fake.inTheOpen).toEqual([]);
    });

    test.each([
      ['a parameter that nothing reads', '?sslmod=verify-full', [], /must have no parameter but `host`.*`sslmode`/],
      ['`ssl`, which the driver would read otherwise', '?ssl=true', [], /must have no parameter but/],
      [
        'a parameter that is given twice',
        '?sslmode=disable&sslmode=verify-full',
        [],
        /must have no parameter but .* each once/,
      ],
      ['a mode that would go on without it', '?sslmode=prefer', [], /`sslmode=prefer` of the URL is not taken: give/],
      [
        'two modes',
        '?sslmode=require',
        ['--database-tls', 'off'],
        /`--database-tls off` contradicts `sslmode=require`/,
      ],
      ['a file that is not there', '?sslrootcert=/none', [], /`--database-url`: a certificate or key cannot be read/],
      ['a mode that is none', '', ['--database-tls', 'on'], /Allowed choices are verify-full, verify-ca, require, off/],
    ])('is refused with %s, before anything is asked', async (_, query, more, says) => {
      expect(await verify(...at(HOST, query), ...more)).toMatch(says);
      expect(await verify(...at(HOST, query), ...more)).toMatch(/^2 /);
      expect(fake.inTheOpen).toEqual([]);
    });
  });

  test('that a server does not have is said, and nothing is told in the open', async () => {
    fake = await fakePostgres(false);
    expect(await verify(...at(HOST))).toMatch(/^3 .*0.0.0.0:\d+ has no TLS.*`--database-tls off` where the network/);
    expect(fake.inTheOpen).toEqual([]);
    await close();
  });
});

test.each([
  [[], /^2 error: Give `--database-url URL` or `--database-secret ARN`/],
  [['--database-secret', 'x'], /^2 error: `--database-secret x` is invalid: it must be the ARN of a secret/],
  [
    [
      '--database-url',
      'postgresql://h/p',
      '--database-secret',
      'arn:aws:secretsmanager:us-east-1:000000000000:secret:a-AbCdEf',
    ],
    /^2 .*cannot be used with/,
  ],
])('what names no database, or two, is refused: %j', async (argv, says) => {
  expect(await verify(...argv)).toMatch(says);
});

describe('a token is not sent where it can be read on the way', () => {
  const address = ['--database-url', 'postgresql://u@127.0.0.1:1/p'];
  test.each(['http://pegasus.example.com', 'HTTP://10.0.0.5', 'http://0x7f000001.example.com'])('%s', async (url) => {
    process.env.WRITE_TOKEN = 'secret';
    expect(await verify(...address, '--application-url', url)).toMatch(
      /^2 error: .*with a token in WRITE_TOKEN: http:/,
    );
    expect(errors.join()).not.toContain('secret');
    delete process.env.WRITE_TOKEN;
    errors = [];
    expect(await verify(...address, '--application-url', url)).toMatch(/^3 /);
  });

  test.each(['https://pegasus.example.com', 'http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]'])(
    '%s is taken',
    async (url) => {
      process.env.WRITE_TOKEN = 'secret';
      expect(await verify(...address, '--application-url', url)).toMatch(/^3 .*127.0.0.1:1 refuses/);
    },
  );
});
