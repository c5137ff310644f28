import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readStack } from '../../local/aws/cloudformation/assembly';

export const MOTO_ACCOUNT = '123456789012';
export const MOTO_REGION = 'us-east-1';
const BOOTSTRAP_BUCKET = `cdk-hnb659fds-assets-${MOTO_ACCOUNT}-${MOTO_REGION}`;

/** CloudFormation of moto 5.2.5 passes over these with a warning; a reference to one would end the deployment. */
export const UNKNOWN_TO_MOTO = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::Backup::BackupPlan',
  'AWS::Backup::BackupSelection',
  'AWS::Backup::BackupVault',
  'AWS::Backup::RestoreTestingPlan',
  'AWS::Backup::RestoreTestingSelection',
  'AWS::CloudWatch::Alarm',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::RDS::DBCluster',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::SecretsManager::SecretTargetAttachment',
];
/** Of RDS instances; moto knows the others that are asked for. */
const UNKNOWN_ATTRIBUTES = ['DbiResourceId', 'MasterUserSecret.SecretArn'];
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** It belongs to what is not there: an account of moto is empty, and moto makes no cluster. */
export const belongsElsewhere = ({ Properties = {} }: Resource): boolean =>
  /^sg-/.test(String(Properties.GroupId)) ||
  [Properties.Roles ?? []].flat().some((role) => typeof role === 'string') ||
  Properties.DBClusterIdentifier !== undefined;

/** What moto made, by logical id. */
export type Made = ReadonlyMap<string, { readonly type: string; readonly physicalId: string }>;

export interface MotoStack {
  readonly status: string | undefined;
  readonly outputs: ReadonlyMap<string, string>;
  readonly made: Made;
  /** Of every bundle that was uploaded. */
  readonly bundles: readonly Buffer[];
}

export const motoClient = (endpoint: string) => ({
  endpoint,
  region: MOTO_REGION,
  // A second try would only say that the stack is there already.
  maxAttempts: 1,
  credentials: { accessKeyId: 'mock', secretAccessKey: 'mock' },
});

/** Publishes the assets of a stack, as `cdk deploy` does in a bootstrapped account, and creates it by CloudFormation. */
export async function createStack(endpoint: string, directory: string, name: string): Promise<MotoStack> {
  const assembly = readStack(directory, name);
  await new SSMClient(motoClient(endpoint)).send(
    new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }),
  );
  const s3 = new S3Client({ ...motoClient(endpoint), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BOOTSTRAP_BUCKET }));
  const put = (Key: string, Body: Buffer | string) =>
    s3.send(new PutObjectCommand({ Bucket: BOOTSTRAP_BUCKET, Key, Body }));
  const bundles: Buffer[] = [];
  for (const [key, { path }] of assembly.assets) {
    if (!statSync(path).isDirectory()) continue;
    // Not packed: moto keeps the bytes, and runs them in Docker only, which is not needed here.
    const bundle = readFileSync(
      ['plan-restore.js', '__entrypoint__.js'].map((file) => join(path, file)).find(existsSync)!,
    );
    bundles.push(bundle);
    await put(key, bundle);
  }
  await put('template.json', forMoto(assembly.template));

  const cloudFormation = new CloudFormationClient(motoClient(endpoint));
  const StackName = name;
  const { StackId } = await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateURL: `https://${BOOTSTRAP_BUCKET}.s3.${MOTO_REGION}.amazonaws.com/template.json`,
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  for (const { ResourceType, LogicalResourceId } of StackResources) {
    if (ResourceType?.startsWith('Custom::')) await answer(endpoint, StackId!, LogicalResourceId!);
  }
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return {
    status: Stacks[0]?.StackStatus,
    outputs: new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!])),
    made: new Map(
      StackResources.map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => [
        LogicalResourceId!,
        { type: ResourceType!, physicalId: PhysicalResourceId! },
      ]),
    ),
    bundles,
  };
}

/**
 * The template, but for what moto cannot do: refer to what it does not know, or to what is elsewhere, tag a key, and be
 * in the account, Region and zones of an example.
 */
function forMoto(template: string): string {
  const here = template
    .replace(/cdk-hnb659fds-assets-\d+-[a-z0-9-]+/g, BOOTSTRAP_BUCKET)
    .replace(/"dummy1([abc])"/g, `"${MOTO_REGION}$1"`);
  const { Resources, ...rest }: { Resources: Record<string, Resource> } = JSON.parse(here);
  const possible = Object.entries(Resources)
    .filter(([, resource]) => !belongsElsewhere(resource))
    .map(([id, { Properties, ...resource }]) => {
      const { Tags, ...untagged } = Properties ?? {};
      return [id, { ...resource, Properties: resource.Type === 'AWS::KMS::Key' ? untagged : Properties }];
    });
  return JSON.stringify({ ...rest, Resources: Object.fromEntries(possible) }, (_, value) => {
    const [id, attribute] = value?.['Fn::GetAtt'] ?? [value?.Ref];
    const type = Resources[id]?.Type;
    if (type === 'AWS::RDS::DBCluster' && attribute === 'Endpoint.Port') return '5432';
    return UNKNOWN_ATTRIBUTES.includes(attribute) || (type !== undefined && UNKNOWN_TO_MOTO.includes(type))
      ? `arn:aws:mock:${MOTO_REGION}:${MOTO_ACCOUNT}:${id}`
      : value;
  });
}

/** Instead of the function behind a custom resource, which moto would run in Docker. */
async function answer(endpoint: string, stackId: string, logicalId: string): Promise<void> {
  const response = await fetch(`${endpoint}/cloudformation_${MOTO_REGION}/cfnresponse?stack=${stackId}`, {
    method: 'PUT',
    body: JSON.stringify({ Status: 'SUCCESS', StackId: stackId, LogicalResourceId: logicalId, Data: {} }),
  });
  if (!response.ok) throw new Error(`moto did not take the answer of ${logicalId}: ${response.status}`);
}
