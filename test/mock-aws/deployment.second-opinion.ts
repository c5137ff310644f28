import { createHash } from 'node:crypto';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Definition, partsOf, type Reference, type Resource, type Template } from '../definition';
import { DEPLOYABLE, synthesise } from '../examples/deployable';
import { type OtherStore, startStore } from '../other-store';
import {
  belongsElsewhere,
  createStack,
  MOTO_ACCOUNT,
  MOTO_REGION,
  type MotoStack,
  motoClient,
  UNKNOWN_TO_MOTO,
} from './moto-stack';

// Elsewhere tests spare themselves the copies of bundles; here they are uploaded.
delete process.env.CDK_CONTEXT_JSON;

let server: OtherStore;
beforeAll(async () => {
  server = await startStore('moto_server');
});
afterAll(() => server?.stop());

/**
 * Each template, given to the CloudFormation of moto. State machines cannot run there: moto runs functions in Docker only;
 * asl-engine.second-opinion.ts has its interpreter run them elsewhere. Of a bucket moto takes the encryption alone, of a
 * database not its retention: such properties are left to the tests of the template.
 */
describe.each(DEPLOYABLE)('moto, given the template of %s', (name, make) => {
  let stack: MotoStack;
  let template: Template;

  const madeOf = (type: string) => [...stack.made.values()].filter((made) => made.type === type);
  const inTemplate = (type: string): [string, Resource][] =>
    Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

  beforeAll(async () => {
    await fetch(`${server.endpoint}/moto-api/reset`, { method: 'POST' });
    const artifact = synthesise(make);
    template = artifact.template;
    stack = await createStack(server.endpoint, artifact.assembly.directory, artifact.stackName);
  });

  test('accepts it, and makes everything in it but for the types that it does not know', () => {
    expect(stack.status).toBe('CREATE_COMPLETE');
    const missing = Object.entries(template.Resources).filter(([id]) => !stack.made.has(id));
    const types = [...new Set(missing.map(([, { Type }]) => Type))].sort();
    process.stdout.write(`moto, ${name}: ${stack.made.size} resources made; not made: ${types.join(', ') || 'none'}\n`);
    const unexplained = missing.filter(
      ([, resource]) => !UNKNOWN_TO_MOTO.includes(resource.Type) && !belongsElsewhere(resource),
    );
    expect(unexplained).toEqual([]);
    expect(stack.made.size).toBeGreaterThan(1);
  });

  test('holds the definition of each state machine byte for byte, with what it made filled in', async () => {
    const client = new SFNClient(motoClient(server.endpoint));
    for (const [id, { Properties }] of inTemplate('AWS::StepFunctions::StateMachine')) {
      const stateMachineArn = stack.made.get(id)!.physicalId;
      const { definition } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
      expect(definition).toBe(
        partsOf(Properties.DefinitionString as Definition)
          .map(filledIn)
          .join(''),
      );
    }
  });

  test('has every function with a bundle that was uploaded and a role that is there', async () => {
    const lambda = new LambdaClient(motoClient(server.endpoint));
    const iam = new IAMClient(motoClient(server.endpoint));
    const uploaded = stack.bundles.map((bundle) => createHash('sha256').update(bundle).digest('base64'));
    const functions = inTemplate('AWS::Lambda::Function');
    expect(madeOf('AWS::Lambda::Function')).toHaveLength(functions.length);
    for (const [id, { Properties }] of functions) {
      const { physicalId } = stack.made.get(id)!;
      const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: physicalId }));
      const isInline = Object(Properties.Code).ZipFile !== undefined;
      if (!isInline) expect(uploaded).toContain(Configuration?.CodeSha256);
      const RoleName = Configuration!.Role!.split('/').at(-1);
      expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn).toBe(Configuration?.Role);
    }
  });

  test('has its databases encrypted, those of production in two zones and closed to the public', async () => {
    const rds = new RDSClient(motoClient(server.endpoint));
    const inProduction = name === 'prod' ? { MultiAZ: true, PubliclyAccessible: false } : {};
    for (const { physicalId: DBInstanceIdentifier } of madeOf('AWS::RDS::DBInstance')) {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
      expect(DBInstances).toEqual([expect.objectContaining({ StorageEncrypted: true, ...inProduction })]);
    }
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
