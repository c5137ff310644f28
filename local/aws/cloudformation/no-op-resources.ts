import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';
import { givenName, physicalName, type Resource, type ResourceRequest } from './resource';

interface Accepted {
  /** Why a deployment on this machine may leave it out. */
  readonly reason: string;
  /** The property that gives it its name. @default - it is named after the stack and its logical id */
  readonly nameProperty?: string;
  /** Attributes that may be asked for, and the reference, from the name. @default - the name, no attributes */
  readonly resource?: (name: string) => Resource;
}

const arn = (service: string, resource: string, region = LOCAL_REGION) =>
  `arn:aws:${service}:${region}:${LOCAL_ACCOUNT}:${resource}`;
const named = (attributes: (name: string) => Record<string, string>) => (name: string) => ({
  ref: name,
  attributes: attributes(name),
});
const permissions = 'permissions are not enforced on this machine';
const logs = 'the logs of functions are files in the directory of this AWS';
const backup = 'the database of this machine is backed up by its own RDS, not by AWS Backup';
const networks = 'this machine has no networks';
const alarms = 'nothing evaluates metrics on this machine';

/** The types that are accepted without effect. Any other type that this machine does not make is an error. */
export const WITHOUT_EFFECT: Readonly<Record<string, Accepted>> = {
  'AWS::S3::BucketPolicy': { reason: permissions },
  'AWS::SNS::TopicPolicy': { reason: permissions },
  'AWS::Lambda::Permission': { reason: permissions },
  'AWS::SecretsManager::ResourcePolicy': { reason: permissions },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', reason: 'nothing is encrypted on this machine' },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    reason: logs,
    resource: named((name) => ({ Arn: arn('logs', `log-group:${name}:*`) })),
  },
  'AWS::Logs::LogStream': { reason: logs },
  'AWS::Logs::MetricFilter': { reason: alarms },
  'AWS::Logs::ResourcePolicy': { reason: permissions },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    reason: alarms,
    resource: named((name) => ({ Arn: arn('cloudwatch', `alarm:${name}`) })),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    nameProperty: 'AlarmName',
    reason: alarms,
    resource: named((name) => ({ Arn: arn('cloudwatch', `alarm:${name}`) })),
  },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', reason: alarms },
  'AWS::EC2::SecurityGroup': {
    reason: networks,
    resource: (name) => ({ ref: `sg-${name}`, attributes: { GroupId: `sg-${name}`, VpcId: name } }),
  },
  'AWS::EC2::SecurityGroupIngress': { reason: networks },
  'AWS::EC2::SecurityGroupEgress': { reason: networks },
  'AWS::EC2::VPC': {
    reason: networks,
    resource: named((name) => ({ VpcId: name, DefaultSecurityGroup: `sg-${name}`, CidrBlock: '10.0.0.0/16' })),
  },
  'AWS::EC2::Subnet': { reason: networks, resource: named((name) => ({ SubnetId: name })) },
  'AWS::EC2::RouteTable': { reason: networks, resource: named((name) => ({ RouteTableId: name })) },
  'AWS::EC2::SubnetRouteTableAssociation': { reason: networks },
  'AWS::EC2::Route': { reason: networks },
  'AWS::EC2::InternetGateway': { reason: networks, resource: named((name) => ({ InternetGatewayId: name })) },
  'AWS::EC2::VPCGatewayAttachment': { reason: networks },
  'AWS::EC2::EIP': { reason: networks, resource: named((name) => ({ AllocationId: name })) },
  'AWS::EC2::NatGateway': { reason: networks, resource: named((name) => ({ NatGatewayId: name })) },
  'AWS::EC2::VPCEndpoint': { reason: networks },
  'AWS::EC2::FlowLog': { reason: networks },
  'AWS::ECS::Cluster': {
    nameProperty: 'ClusterName',
    reason: 'tasks of this machine are its processes',
    resource: named((name) => ({ Arn: arn('ecs', `cluster/${name}`) })),
  },
  'AWS::ECS::ClusterCapacityProviderAssociations': { reason: 'tasks of this machine are its processes' },
  'AWS::Backup::BackupPlan': {
    reason: backup,
    resource: named((name) => ({
      BackupPlanId: name,
      BackupPlanArn: arn('backup', `backup-plan:${name}`),
      VersionId: name,
    })),
  },
  'AWS::Backup::BackupSelection': { reason: backup },
  'AWS::Backup::RestoreTestingPlan': {
    reason: backup,
    resource: named((name) => ({ RestoreTestingPlanArn: arn('backup', `restore-testing-plan:${name}`) })),
  },
  'AWS::Backup::RestoreTestingSelection': { reason: backup },
  'AWS::CDK::Metadata': { reason: 'it tells the CDK team about usage, and nothing else' },
  'AWS::CloudFormation::CustomResource': { reason: 'CloudFormation would call its function; this deployment does not' },
};

const CUSTOM: Accepted = { reason: 'CloudFormation would call its function; this deployment does not' };

export function acceptedWithoutEffect(type: string): Accepted | undefined {
  if (type.startsWith('Custom::')) return CUSTOM;
  return Object.hasOwn(WITHOUT_EFFECT, type) ? WITHOUT_EFFECT[type] : undefined;
}

export function withoutEffect(accepted: Accepted, request: ResourceRequest): Resource {
  const name = givenName(request, accepted.nameProperty) ?? physicalName(request, 128);
  return accepted.resource?.(name) ?? { ref: name, attributes: {} };
}
