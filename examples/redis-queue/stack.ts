import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Application, PegasusBackup, ProtectedDatabase, RestoreHook, RestoreHookTime } from '../../lib';
import { EMPTY_QUEUE } from './empty-queue';

/** How do I empty a queue in Redis, whose jobs are of rows that a restore takes away? */
export class RedisQueue extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Vpc');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const db = new DatabaseInstance(this, 'Database', { engine, vpc, storageEncrypted: true });

    const admitted = new SecurityGroup(this, 'QueueAccess', { vpc });
    const ofRedis = new SecurityGroup(this, 'Redis', { vpc });
    ofRedis.addIngressRule(admitted, Port.tcp(6379), 'the application, and who empties its queues');
    const redis = new CfnServerlessCache(this, 'Queues', {
      engine: 'valkey',
      serverlessCacheName: 'pegasus-queues',
      securityGroupIds: [ofRedis.securityGroupId],
      subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
    });
    const emptyQueue = new LambdaFunction(this, 'EmptyQueue', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(EMPTY_QUEUE),
      timeout: Duration.minutes(1),
      environment: {
        REDIS_HOST: redis.attrEndpointAddress,
        REDIS_PORT: redis.attrEndpointPort,
        QUEUES: 'jobs jobs:delayed',
      },
      vpc,
      securityGroups: [admitted],
    });

    new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db),
      bucket: new Bucket(this, 'Objects'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      // While nothing is written, nothing is queued either: what is emptied stays empty until traffic opens.
      hooks: [RestoreHook.lambda(emptyQueue, { when: RestoreHookTime.AFTER_FREEZE })],
      vpc,
    });
  }
}
