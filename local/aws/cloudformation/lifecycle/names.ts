import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import { type References, resolve } from '../intrinsics';
import type { Template } from '../template';

/** The property that names a resource, where AWS knows it by that name. Without it CloudFormation makes one up. */
const NAME: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultName',
  'AWS::Backup::LogicallyAirGappedBackupVault': 'BackupVaultName',
  'AWS::Backup::RestoreTestingPlan': 'RestoreTestingPlanName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::CompositeAlarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::EC2::SecurityGroup': 'GroupName',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::ElastiCache::ServerlessCache': 'ServerlessCacheName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBParameterGroup': 'DBParameterGroupName',
  'AWS::RDS::DBSubnetGroup': 'DBSubnetGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** Properties that end in `Name` and name something else, or something that need not be unique. */
const NOT_ITS_NAME = [
  'AWS::ApplicationAutoScaling::ScalingPolicy PolicyName',
  'AWS::Backup::RestoreTestingSelection RestoreTestingPlanName',
  'AWS::Backup::RestoreTestingSelection RestoreTestingSelectionName',
  'AWS::EC2::FlowLog LogGroupName',
  'AWS::EC2::VPCEndpoint ServiceName',
  'AWS::IAM::Policy PolicyName',
  'AWS::Lambda::Permission FunctionName',
  // Its function takes a parameter that exists.
  'Custom::PegasusBackupTraffic Name',
];

/**
 * Type and name of a resource, as no two of an account and region have them.
 * @returns undefined for one that CloudFormation names
 * @throws Error for a property that may be a name, of a type that is not known here
 */
export function nameOf(template: Template, logicalId: string, references: References): Promise<string> | undefined {
  const { Type, Properties } = template.Resources[logicalId]!;
  if (!Object.hasOwn(NAME, Type)) {
    const open = Object.keys(Properties).find((key) => /Name$/.test(key) && !NOT_ITS_NAME.includes(`${Type} ${key}`));
    if (open === undefined) return undefined;
    throw new Error(
      `This machine does not know whether \`${open}\` names \`${logicalId}\` (${Type}): say so in names.ts.`,
    );
  }
  const given = Properties[NAME[Type]!];
  if (given === undefined) return undefined;
  return resolve(given, references, [logicalId]).then((name) => `${Type} ${name}`);
}

/** What a name can be made of. Another resource has a name of its own, so one that is made of it is, too. */
export function inStack({ Parameters, Mappings, Conditions }: Template, stackId: string): References {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Region': LOCAL_REGION,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackId': stackId,
    'AWS::StackName': stackId.split('/')[1]!,
  };
  const references: References = {
    ref: async (name) => pseudo[name] ?? Parameters[name]?.Default ?? `${name}-${stackId}`,
    attribute: async (logicalId, name) => `${logicalId}.${name}-${stackId}`,
    condition: async (name) => (await resolve(Conditions[name], references, [])) === true,
    mapping: (map, first, second) => Mappings[map]?.[first]?.[second],
  };
  return references;
}
