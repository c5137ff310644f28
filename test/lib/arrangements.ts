import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Rule } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import {
  Application,
  BackupDestination,
  PegasusBackup,
  type PegasusBackupProps,
  ProtectedDatabase,
  Replication,
  TrafficSwitch,
} from '../../lib';

const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
export const env = { account: '111111111111', region: 'eu-west-1' };

/** The stacks of an arrangement; those that are not named are the first one. */
interface Stacks {
  readonly network?: Construct;
  readonly database?: Construct;
  readonly objects?: Construct;
  readonly backup: Construct;
}

export function pairIn({ network, database, objects, backup }: Stacks, props: Partial<PegasusBackupProps> = {}) {
  const vpc: IVpc = new Vpc(network ?? backup, 'Vpc');
  const db = new DatabaseInstance(database ?? backup, 'Database', { engine, vpc, storageEncrypted: true });
  const bucket = new Bucket(objects ?? backup, 'Objects');
  return new PegasusBackup(backup, 'Backup', {
    database: ProtectedDatabase.instance(db),
    bucket,
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    vpc,
    ...props,
  });
}

/** Stacks that are made in the order of their names. */
export const inOrder =
  (...names: readonly string[]) =>
  (props?: StackProps) => {
    const app = new App();
    const stacks = Object.fromEntries(names.map((name) => [name, new Stack(app, name, props)]));
    return { app, of: (name: string) => stacks[name]! };
  };

type Arrangement = readonly [what: string, app: () => App];

const storesApart = (order: readonly string[], props?: StackProps) => () => {
  const { app, of } = inOrder(...order)(props);
  pairIn({ network: of('Stores'), database: of('Stores'), objects: of('Stores'), backup: of('Backup') });
  return app;
};
const fourStacks = (order: readonly string[], replication: Replication) => () => {
  const { app, of } = inOrder(...order)();
  const stacks = { network: of('Network'), database: of('Data'), objects: of('Objects'), backup: of('Backup') };
  pairIn(stacks, { replication, notifications: new Topic(of('Network'), 'Topic', { enforceSSL: true }) });
  return app;
};
const FOUR = ['Network', 'Data', 'Objects', 'Backup'];

export const POSSIBLE: readonly Arrangement[] = [
  [
    'all in one stack',
    () => {
      const { app, of } = inOrder('One')();
      pairIn({ backup: of('One') });
      return app;
    },
  ],
  ['stores here, backup there', storesApart(['Stores', 'Backup'])],
  ['stores here, backup there, made first', storesApart(['Backup', 'Stores'])],
  ['stores here, backup there, account and Region known', storesApart(['Stores', 'Backup'], { env })],
  ['a stack for each, the copy a standby', fourStacks(FOUR, Replication.standby())],
  ['a stack for each, the copy a vault, in the other order', fourStacks([...FOUR].reverse(), Replication.vault())],
  [
    'objects with a key of their own, elsewhere',
    () => {
      const { app, of } = inOrder('Objects', 'Backup')();
      const bucket = new Bucket(of('Objects'), 'Keyed', { encryption: BucketEncryption.KMS });
      pairIn({ backup: of('Backup') }, { bucket, replication: Replication.vault() });
      return app;
    },
  ],
  [
    'a cluster elsewhere',
    () => {
      const { app, of } = inOrder('Data', 'Backup')();
      const vpc = new Vpc(of('Data'), 'ClusterVpc');
      const cluster = new DatabaseCluster(of('Data'), 'Cluster', {
        engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_4 }),
        writer: ClusterInstance.serverlessV2('Writer'),
        storageEncrypted: true,
        vpc,
      });
      pairIn({ backup: of('Backup') }, { database: ProtectedDatabase.cluster(cluster), vpc });
      return app;
    },
  ],
  [
    'in two stages',
    () => {
      const app = new App();
      for (const name of ['Beta', 'Prod']) {
        const stage = new Stage(app, name, { env });
        const stores = new Stack(stage, 'Stores');
        pairIn({ network: stores, database: stores, objects: stores, backup: new Stack(stage, 'Backup') });
      }
      return app;
    },
  ],
  [
    'in stages of two accounts and Regions, each with rules, roles and keys of its own',
    () => {
      const app = new App();
      const places = {
        Beta: env,
        Prod: { account: '222222222222', region: env.region },
        Far: { ...env, region: 'eu-north-1' },
      };
      for (const [name, place] of Object.entries(places)) {
        const stack = new Stack(new Stage(app, name, { env: place }), 'Pegasus');
        const bucket = new Bucket(stack, 'Listed', { encryptionKey: new Key(stack, 'Key').addAlias('ours') });
        bucket.enableEventBridgeNotification();
        const detail = { bucket: { name: [bucket.bucketName] } };
        new Rule(stack, 'Uploaded', { eventPattern: { source: ['aws.s3'], detail } });
        const backup = pairIn({ backup: stack }, { bucket });
        backup.grantStartRestore(new Role(stack, 'OnCall', { assumedBy: new AccountRootPrincipal() }));
        backup.grantDecide(new Role(stack, 'Lead', { assumedBy: new AccountRootPrincipal() }));
      }
      return app;
    },
  ],
  [
    'beside where copies of another Region go',
    () => {
      const app = new App();
      const far = new Stack(app, 'Far', { env: { ...env, region: 'eu-north-1' } });
      const destination = new BackupDestination(far, 'Copies');
      const near = new Stack(app, 'Near', { env });
      const bucket = new Bucket(near, 'Keyed', { encryption: BucketEncryption.KMS });
      pairIn({ backup: near }, { bucket, replication: Replication.vault(destination.bucket) });
      return app;
    },
  ],
  [
    'with the application in a stack of its own, which obeys the parameter and is switched',
    () => {
      const { app, of } = inOrder('Network', 'Application', 'Backup')();
      const cluster = new Cluster(of('Application'), 'Cluster', { vpc: new Vpc(of('Network'), 'ApplicationVpc') });
      const taskDefinition = new FargateTaskDefinition(of('Application'), 'Task');
      const container = taskDefinition.addContainer('Api', { image: ContainerImage.fromRegistry('example/api') });
      const props = { cluster, taskDefinition, minHealthyPercent: 50, circuitBreaker: {} };
      const service = new FargateService(of('Application'), 'Api', props);
      const traffic = [TrafficSwitch.ecsService(service), TrafficSwitch.denyWrites(taskDefinition.taskRole)];
      const { trafficParameter } = pairIn({ backup: of('Backup') }, { traffic });
      container.addEnvironment('TRAFFIC_PARAMETER', trafficParameter.parameterName);
      trafficParameter.grantRead(taskDefinition.taskRole);
      return app;
    },
  ],
  [
    'the backup in a nested stack',
    () => {
      const app = new App();
      const stores = new Stack(app, 'Stores');
      pairIn({ network: stores, database: stores, objects: stores, backup: new NestedStack(stores, 'Backup') });
      return app;
    },
  ],
  [
    'the stores in a nested stack',
    () => {
      const app = new App();
      const parent = new Stack(app, 'Parent');
      const stores = new NestedStack(parent, 'Stores');
      pairIn({ network: stores, database: stores, objects: stores, backup: parent });
      return app;
    },
  ],
  [
    'each in a nested stack of its own',
    () => {
      const app = new App();
      const parent = new Stack(app, 'Parent');
      const [stores, backup] = [new NestedStack(parent, 'Stores'), new NestedStack(parent, 'Backup')];
      pairIn({ network: stores, database: stores, objects: stores, backup });
      return app;
    },
  ],
];

/** Every template of an app, nested ones too. */
export function templatesOf({
  directory,
  nestedAssemblies,
}: CloudAssembly): [file: string, template: Record<string, unknown>][] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.template.json'));
  return [
    ...files.map((file): [string, Record<string, unknown>] => [
      file.replace(/(\.nested)?\.template\.json$/, ''),
      JSON.parse(readFileSync(join(directory, file), 'utf8')),
    ]),
    ...nestedAssemblies.flatMap(({ nestedAssembly }) => templatesOf(nestedAssembly)),
  ];
}
