import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Application, type DatabaseUsers, PegasusBackup, ProtectedDatabase } from '../../../lib';

function secretsOf(usersIn: (stack: Stack) => DatabaseUsers): Record<string, string> {
  const stack = new Stack(new App(), 'Test');
  const vpc = new Vpc(stack, 'Vpc');
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const db = new DatabaseInstance(stack, 'Database', { engine, vpc, storageEncrypted: true });
  new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.instance(db).withUsers(usersIn(stack)),
    bucket: new Bucket(stack, 'Objects'),
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
  });
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return Object.fromEntries(
    functions.flatMap(({ Properties: { Description = '', Environment } }) => {
      const secret = Environment?.Variables?.DATABASE_SECRET_ARN;
      const name = /^(\w+):/.exec(Description)?.[1];
      return secret === undefined || name === undefined ? [] : [[name, JSON.stringify(secret)]];
    }),
  );
}

test('F113 the heartbeat and what reads the running database have users of their own; a restore goes on with the credentials', () => {
  const secrets = secretsOf((stack) => ({
    reader: new Secret(stack, 'Reader'),
    heartbeat: new Secret(stack, 'Heartbeat'),
  }));
  expect(secrets).toMatchObject({
    WriteHeartbeat: expect.stringContaining('Heartbeat'),
    WatchReadiness: expect.stringContaining('Reader'),
    WriteBaseline: expect.stringContaining('Reader'),
    ConfigureDatabase: expect.stringContaining('DatabaseSecret'),
    ProveReferences: expect.stringContaining('DatabaseSecret'),
  });
});

test('where there are none, all of them have the credentials of the database', () => {
  expect(new Set(Object.values(secretsOf(() => ({})))).size).toBe(1);
});
