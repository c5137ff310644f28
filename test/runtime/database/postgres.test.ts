import { describe, expect, jest, test } from '@jest/globals';
import { connect, connectionConfig, parseDatabaseSecret } from '../../../runtime/database/postgres';
import { isUntrusted, trustOf, untrusted } from '../../../runtime/database/trust';
import { startPostgres } from '../../postgres';

const RDS_SECRET = {
  engine: 'postgres',
  host: 'db.example',
  port: 5432,
  username: 'u',
  password: 'p&ss',
  dbname: 'pegasus',
};
const secret = parseDatabaseSecret(JSON.stringify(RDS_SECRET));

describe('the database secret', () => {
  test('as RDS writes it, verifies the server', () => expect(secret.sslmode).toBe('verify-full'));

  test('may say that a database on this machine has no TLS', () =>
    expect(parseDatabaseSecret(JSON.stringify({ ...RDS_SECRET, sslmode: 'disable' })).sslmode).toBe('disable'));

  test('may have its port as text', () =>
    expect(parseDatabaseSecret(JSON.stringify({ ...RDS_SECRET, port: '6543' })).port).toBe(6543));

  test.each([
    ['another sslmode', { ...RDS_SECRET, sslmode: 'prefer' }, /`sslmode`/],
    ['no user', { ...RDS_SECRET, username: undefined }, /`username`/],
    ['a port outside 1 to 65535', { ...RDS_SECRET, port: 65_536 }, /`port`/],
    ['no object', 'text', /`the secret`/],
  ])('with %s is refused by the name of the field', (_what, value, message) =>
    expect(() => parseDatabaseSecret(JSON.stringify(value))).toThrow(message),
  );

  test('is never quoted in the refusal', () => {
    expect(() => parseDatabaseSecret('{"password": "hush')).toThrow(/^(?!.*hush)/);
  });
});

describe('F36 a secret', () => {
  const local = { ...RDS_SECRET, host: '127.0.0.1', sslmode: 'disable' };

  test('F36 without a value yet is worth another try', async () => {
    const cause = Object.assign(new Error('find the specified secret value for staging label: AWSCURRENT'), {
      name: 'ResourceNotFoundException',
    });
    const secrets = { read: () => Promise.reject(cause) };
    await expect(connect({ secretArn: 'arn' }, secrets)).rejects.toMatchObject({ name: 'Retryable', cause });
  });

  test('F36 that was rotated between reading and connecting is read again, once', async () => {
    const database = await startPostgres();
    try {
      const { port, ...login } = database.secret;
      const answers = [
        { ...local, ...login, password: 'of yesterday' },
        { ...local, ...login },
      ];
      const read = jest.fn(async () => ({ text: JSON.stringify({ ...answers.shift(), port }), versionId: '1' }));
      const client = await connect({ secretArn: 'arn', host: '127.0.0.1', port: Number(port) }, { read });
      expect((await client.query('show row_security')).rows).toEqual([{ row_security: 'off' }]);
      await client.end();
      expect(read).toHaveBeenCalledTimes(2);

      const wrong = {
        read: jest.fn(async () => ({ text: JSON.stringify({ ...database.secret, password: 'x' }), versionId: '1' })),
      };
      await expect(connect({ secretArn: 'arn' }, wrong)).rejects.toMatchObject({
        name: 'DatabaseRefused',
        message: expect.stringMatching(/rotation.*start again/),
        cause: { code: '28P01' },
      });
      expect(wrong.read).toHaveBeenCalledTimes(2);
    } finally {
      await database.close();
    }
  });
});

describe('a connection', () => {
  test('a server that is not of RDS is verified against the certificates in its secret', () => {
    const own = parseDatabaseSecret(
      '{"host":"db","username":"u","password":"p","sslrootcert":"-----BEGIN CERTIFICATE-----"}',
    );
    expect(connectionConfig(own, { secretArn: 'arn' }).ssl).toEqual({
      ca: ['-----BEGIN CERTIFICATE-----'],
      rejectUnauthorized: true,
    });
  });

  test.each([
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'DatabaseRefused', /: it is for another name: check the host\.$/],
    ['CERT_HAS_EXPIRED', 'DatabaseRefused', /is out of date: renew it .*, or give newer authorities\.$/],
    ['CERT_NOT_YET_VALID', 'DatabaseRefused', /not valid yet: check the clock/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'DatabaseUntrusted', /none of the 120 authorities of this version vouches for it/],
  ])('that ends with %s says which certificate, and what to do', (code, name, says) => {
    const cause = Object.assign(new Error('as OpenSSL says'), { code });
    expect(isUntrusted(cause)).toBe(true);
    const message = expect.stringMatching(says);
    expect(untrusted('db.abc.eu-west-1.rds.amazonaws.com', trustOf(''), cause)).toMatchObject({ name, message, cause });
  });

  test('that is refused for another reason is no matter of trust', () =>
    expect([new Error('x'), Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'x'].map(isUntrusted)).toEqual([
      false,
      false,
      false,
    ]));

  test('verifies certificate and host name against the RDS bundle', () => {
    const { ssl } = connectionConfig(secret, { secretArn: 'arn' });
    expect(ssl).toMatchObject({ rejectUnauthorized: true });
    expect(ssl).toHaveProperty('ca.0', expect.stringContaining('BEGIN CERTIFICATE'));
  });

  test('goes to the place that was asked for, with the user of the secret', () =>
    expect(connectionConfig(secret, { secretArn: 'arn', host: 'restored', port: 1, database: 'd' })).toMatchObject({
      host: 'restored',
      port: 1,
      database: 'd',
      user: 'u',
    }));

  test('F102 where the secret names no database, as one that RDS manages, goes to the one that was made with it', () => {
    const { dbname, ...managed } = secret;
    const databaseOf = (given: typeof secret, more: object) =>
      connectionConfig(given, { secretArn: 'arn', host: 'restored', ...more }).database;
    expect(databaseOf(managed, { databaseName: 'lectures' })).toBe('lectures');
    expect(databaseOf(secret, { databaseName: 'lectures' })).toBe(dbname);
    expect(databaseOf(managed, {})).toBe('postgres');
  });

  test('to a server that does not listen is worth another try', async () => {
    const local = { ...RDS_SECRET, host: '127.0.0.1', port: 1, sslmode: 'disable' };
    const secrets = { read: async () => ({ text: JSON.stringify(local), versionId: '1' }) };
    await expect(connect({ secretArn: 'arn' }, secrets)).rejects.toMatchObject({ name: 'Retryable' });
  });
});
