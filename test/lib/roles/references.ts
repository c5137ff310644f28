export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What an ARN of a resource of this type says before its name; the name is its logical id. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'arn:aws:s3:::',
  'AWS::RDS::DBInstance': `arn:aws:rds:${REGION}:${ACCOUNT}:db:`,
  'AWS::RDS::DBCluster': `arn:aws:rds:${REGION}:${ACCOUNT}:cluster:`,
  'AWS::IAM::Role': `arn:aws:iam::${ACCOUNT}:role/`,
  'AWS::IAM::ManagedPolicy': `arn:aws:iam::${ACCOUNT}:policy/`,
  'AWS::Lambda::Function': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:`,
  'AWS::StepFunctions::StateMachine': `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:`,
  'AWS::SecretsManager::Secret': `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:`,
  'AWS::KMS::Key': `arn:aws:kms:${REGION}:${ACCOUNT}:key/`,
  'AWS::SNS::Topic': `arn:aws:sns:${REGION}:${ACCOUNT}:`,
  'AWS::Logs::LogGroup': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:`,
  'AWS::ECS::Cluster': `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/`,
  'AWS::ECS::TaskDefinition': `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/`,
  'AWS::ECS::Service': `arn:aws:ecs:${REGION}:${ACCOUNT}:service/cluster/`,
  'AWS::Events::Rule': `arn:aws:events:${REGION}:${ACCOUNT}:rule/`,
  'AWS::Scheduler::Schedule': `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/`,
  'AWS::Backup::BackupVault': `arn:aws:backup:${REGION}:${ACCOUNT}:backup-vault:`,
};
const ENDS: Readonly<Record<string, string>> = {
  'AWS::SecretsManager::Secret': '-AbCdEf',
  'AWS::Logs::LogGroup': ':*',
  'AWS::ECS::TaskDefinition': ':1',
};
/** Types whose `Ref` is their ARN. */
const REF_IS_ARN = /IAM::ManagedPolicy|StateMachine|SecretsManager|SNS::Topic|TaskDefinition|ECS::Service/;
const NAMES: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'Test',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Test/1`,
};

/** Stands for what only a deployment can say: the value of a parameter, an output of another stack. */
export type Unknown = (what: string, argument: unknown) => unknown;

/** What a template says beside its literals, filled in as CloudFormation would, with names of our own. */
export class References {
  /** @param unknown @default - an intrinsic that is not known here is an error, a parameter is its name */
  constructor(
    readonly resources: Readonly<Record<string, Resource>>,
    private readonly unknown?: Unknown,
  ) {}

  arnOf(id: string): string {
    const { Type } = this.resources[id]!;
    if (Type === 'AWS::SecretsManager::SecretTargetAttachment') {
      return this.resolve(this.resources[id]!.Properties!.SecretId) as string;
    }
    const start = ARNS[Type] ?? `arn:aws:unknown:${REGION}:${ACCOUNT}:${Type}/`;
    return start + this.nameOf(id) + (ENDS[Type] ?? '');
  }

  private nameOf(id: string): string {
    const { Type, Properties = {} } = this.resources[id]!;
    if (Type === 'Custom::PegasusBackupTraffic') return this.resolve(Properties.Name) as string;
    if (Type === 'AWS::Logs::LogGroup' && Properties.LogGroupName)
      return this.resolve(Properties.LogGroupName) as string;
    const given = Properties.BucketName ?? Properties.DBInstanceIdentifier ?? Properties.DBClusterIdentifier;
    if (given !== undefined) return this.resolve(given) as string;
    return /S3::Bucket$|RDS::DB/.test(Type) ? id.toLowerCase() : id;
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one)).filter((one) => one !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const entries: [string, unknown][] = Object.entries(value);
    const [name, argument] = entries[0] ?? ['', undefined];
    if (entries.length === 1) {
      const [first, second] = Array.isArray(argument) ? argument : [];
      if (name === 'Ref') return this.ref(String(argument));
      if (name === 'Fn::GetAtt') return this.attribute(first, second);
      if (name === 'Fn::Join') return (this.resolve(second) as string[]).join(first);
      if (name === 'Fn::Select') return (this.resolve(second) as string[])[Number(first)];
      if (name === 'Fn::Split') return String(this.resolve(second)).split(first);
      if (name.startsWith('Fn::')) return (this.unknown ?? refused)(name, argument);
    }
    return Object.fromEntries(entries.map(([key, one]) => [key, this.resolve(one)]));
  }

  private ref(id: string): unknown {
    if (id === 'AWS::NoValue') return undefined;
    const named = NAMES[id];
    if (named !== undefined) return named;
    const resource = this.resources[id];
    if (resource === undefined) return this.unknown ? this.unknown('Ref', id) : id;
    return REF_IS_ARN.test(resource.Type) ? this.arnOf(id) : this.nameOf(id);
  }

  private attribute(id: string, name: string): unknown {
    if (this.unknown && this.resources[id]!.Type === 'AWS::CloudFormation::Stack')
      return this.unknown('Fn::GetAtt', id);
    if (name === 'MasterUserSecret.SecretArn') return `${ARNS['AWS::SecretsManager::Secret']}rds!${id}-AbCdEf`;
    return /Arn$/.test(name) ? this.arnOf(id) : name === 'Name' ? this.nameOf(id) : `${id}.${name}`;
  }
}

const refused: Unknown = (what) => {
  throw new Error(`${what} is not known here.`);
};
