import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { environmentsOf } from '../../bin/app-settings';
import { PegasusEnvironment } from '../../lib';
import { definitionIn, type Reference, readTemplate, type Template } from '../definition';
import { type OtherStore, startStore } from '../other-store';
import { createStack, MOTO_ACCOUNT, MOTO_REGION, type MotoStack, motoClient, UNKNOWN_TO_MOTO } from './moto-stack';

/**
 * The template of production, given to the CloudFormation of moto. Its state machine cannot run there: moto runs
 * functions in Docker only. That it carries out a drill is shown by identity: the text that moto holds is the template's,
 * and test/drill/installation.test.ts shows that a drill runs the text of production's template. Of a bucket moto takes
 * the encryption alone, of a database not its retention: such properties are left to the tests of the template.
 */
describe('moto, given the template of prod', () => {
  const name = 'pegasus-prod';
  let server: OtherStore;
  let stack: MotoStack;
  let template: Template;

  const madeOf = (type: string) => [...stack.made.values()].filter((made) => made.type === type);

  beforeAll(async () => {
    server = await startStore('moto_server');
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const app = new App({ context });
    const [prod] = environmentsOf(context.environments, 'prod');
    new PegasusEnvironment(app, name, { settings: prod!.settings });
    const { directory } = app.synth();
    template = readTemplate(join(directory, `${name}.template.json`));
    stack = await createStack(server.endpoint, directory, name);
  });
  afterAll(() => server?.stop());

  test('accepts it', () => {
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  test('makes everything in it but for the types that it does not know', () => {
    const missing = Object.entries(template.Resources).filter(([id]) => !stack.made.has(id));
    expect([...new Set(missing.map(([, { Type }]) => Type))].sort()).toEqual([...UNKNOWN_TO_MOTO].sort());
    expect(stack.made.size).toBeGreaterThan(150);
  });

  test('holds the definition of the state machine byte for byte, with the functions and the bucket that it made', async () => {
    const stateMachineArn = stack.outputs.get('RestoreStateMachineArn');
    const client = new SFNClient(motoClient(server.endpoint));
    const { definition } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(definition).toBe(definitionIn(template).map(filledIn).join(''));
    expect(Object.keys(JSON.parse(definition!).States)).toContain('PlanRestore');
  });

  test('has every function with a bundle that was uploaded and a role that is there', async () => {
    const lambda = new LambdaClient(motoClient(server.endpoint));
    const iam = new IAMClient(motoClient(server.endpoint));
    const uploaded = stack.bundles.map((bundle) => createHash('sha256').update(bundle).digest('base64'));
    const functions = madeOf('AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThan(20);
    for (const { physicalId } of functions) {
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: physicalId }));
      expect(uploaded).toContain(Configuration?.CodeSha256);
      const RoleName = Configuration!.Role!.split('/').at(-1);
      expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn).toBe(Configuration?.Role);
    }
  });

  test('has a database in two zones, encrypted and closed to the public', async () => {
    const DBInstanceIdentifier = madeOf('AWS::RDS::DBInstance')[0]?.physicalId;
    const rds = new RDSClient(motoClient(server.endpoint));
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    expect(DBInstances).toEqual([
      expect.objectContaining({ MultiAZ: true, PubliclyAccessible: false, StorageEncrypted: true }),
    ]);
  });

  function filledIn(part: string | Reference): string {
    if (typeof part === 'string') return part;
    if ('Fn::GetAtt' in part) {
      const { physicalId } = stack.made.get(part['Fn::GetAtt'][0])!;
      return `arn:aws:lambda:${MOTO_REGION}:${MOTO_ACCOUNT}:function:${physicalId}`;
    }
    return part.Ref === 'AWS::Partition' ? 'aws' : stack.made.get(part.Ref)!.physicalId;
  }
});
