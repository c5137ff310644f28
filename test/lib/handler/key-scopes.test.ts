import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseInstance, DatabaseInstanceEngine, DatabaseSecret, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { KMS_ALIAS_NAME_REF } from 'aws-cdk-lib/cx-api';
import { Application, PegasusBackup, ProtectedDatabase } from '../../../lib';
import { plain, type Statement, statementsByRole } from '../fixture';

/** Each thing that can have a key of its own has the same. */
function keyedBy(keyIn: (stack: Stack) => IKey, context = {}) {
  const stack = new Stack(new App({ context }), 'Test', { env: { account: '111111111111', region: 'eu-west-1' } });
  const key = keyIn(stack);
  const vpc = new Vpc(stack, 'Vpc');
  const secret = new DatabaseSecret(stack, 'Secret', { username: 'pegasus', encryptionKey: key });
  const db = new DatabaseInstance(stack, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    vpc,
    storageEncryptionKey: key,
    performanceInsightEncryptionKey: key,
  });
  new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.instance(db, { credentials: secret }),
    bucket: new Bucket(stack, 'Objects', { encryptionKey: key }),
    notifications: new Topic(stack, 'Topic', { masterKey: key }),
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
  });
  return Template.fromStack(stack);
}

/** What roles may do with keys, where it is more than to ask after them. */
const usesOf = (template: Template): Statement[] =>
  statementsByRole(template)
    .flatMap(([, statements]) => statements)
    .filter(({ Effect, Action }) => Effect === 'Allow' && /kms:(Decrypt|Generate|CreateGrant)/.test(String(Action)));

const used = (template: Template) =>
  usesOf(template).flatMap(({ Resource, Condition }) =>
    [Resource].flat().map((one) => {
      const alias = Condition?.['ForAnyValue:StringEquals']?.['kms:ResourceAliases'];
      return alias === undefined ? plain(one) : `${plain(one)} behind ${alias}`;
    }),
  );

const foundUsable = (template: Template): string => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  const watch = functions.find(({ Properties }) => Properties.Description.startsWith('WatchReadiness'))!;
  return [watch.Properties.Environment.Variables]
    .flatMap(({ USABLE_KEYS, NOTIFICATION_KEY }) => [USABLE_KEYS, NOTIFICATION_KEY])
    .map(plain)
    .join();
};

describe('F107 a key that is given by its alias', () => {
  test('imported: IAM takes it as a condition, and readiness is told of it', () => {
    const template = keyedBy((stack) => Alias.fromAliasName(stack, 'Key', 'alias/ours'));
    const behind = used(template).filter((one) => one.includes('behind'));
    expect(new Set(behind)).toEqual(new Set(['arn:aws:kms:eu-west-1:111111111111:key/* behind alias/ours']));
    expect(behind.length).toBeGreaterThan(20);
    expect(used(template).filter((one) => /:alias\//.test(one))).toEqual([]);
    expect(foundUsable(template).match(/:alias\/ours/g)).toHaveLength(4);
  });

  test.each([true, false])('of this app: its key is meant (aliasNameRef: %s)', (ref) => {
    const context = { [KMS_ALIAS_NAME_REF]: ref };
    const byAlias = keyedBy((stack) => new Key(stack, 'Key').addAlias('ours'), context);
    const byKey = keyedBy((stack) => new Key(stack, 'Key'), context);
    expect(used(byAlias)).toEqual(used(byKey));
    expect(foundUsable(byAlias)).toEqual(foundUsable(byKey));
  });
});
