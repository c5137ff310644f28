import { Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Application, LongTransactions, PegasusBackup, ProtectedDatabase, TrafficSwitch } from '../../lib';

/** How do I freeze an application on ECS that has no maintenance mode: its API, its worker and what runs at night? */
export class EcsApplication extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Vpc');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const db = new DatabaseInstance(this, 'Database', { engine, vpc, storageEncrypted: true });
    const bucket = new Bucket(this, 'Objects');

    const cluster = new Cluster(this, 'Cluster', { vpc });
    const service = (name: string): FargateService => {
      const taskDefinition = new FargateTaskDefinition(this, `${name}Task`);
      taskDefinition.addContainer('App', {
        image: ContainerImage.fromRegistry(`example/pegasus-${name.toLowerCase()}`),
      });
      bucket.grantReadWrite(taskDefinition.taskRole);
      return new FargateService(this, name, {
        cluster,
        taskDefinition,
        desiredCount: 2,
        minHealthyPercent: 50,
        circuitBreaker: {},
      });
    };
    const api = service('Api');
    const worker = service('Worker');
    worker.autoScaleTaskCount({ maxCapacity: 10 }).scaleOnCpuUtilization('Busy', { targetUtilizationPercent: 60 });
    const nightly = new Rule(this, 'Nightly', { schedule: Schedule.cron({ hour: '2', minute: '0' }) });

    new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db),
      bucket,
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      traffic: [
        TrafficSwitch.rule(nightly),
        TrafficSwitch.ecsService(worker),
        TrafficSwitch.ecsService(api, { lowTrafficCount: 1 }),
        TrafficSwitch.denyWrites(api.taskDefinition.taskRole),
        TrafficSwitch.denyWrites(worker.taskDefinition.taskRole),
      ],
      longTransactions: LongTransactions.end(),
      vpc,
    });
  }
}
