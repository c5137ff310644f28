import { Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Application, PegasusBackup, ProtectedDatabase } from '../../lib';

/** How do I back up an Aurora cluster, with a provisioned writer and a serverless reader? */
export class AuroraCluster extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const vpc = new Vpc(this, 'Vpc', { maxAzs: 2 });
    const cluster = new DatabaseCluster(this, 'Database', {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_5 }),
      writer: ClusterInstance.provisioned('Writer'),
      readers: [ClusterInstance.serverlessV2('Reader', { scaleWithWriter: true })],
      serverlessV2MinCapacity: 0.5,
      serverlessV2MaxCapacity: 16,
      defaultDatabaseName: 'pegasus',
      storageEncrypted: true,
      vpc,
    });

    new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.cluster(cluster),
      bucket: new Bucket(this, 'Objects', { enforceSSL: true }),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      vpc,
    });
  }
}
