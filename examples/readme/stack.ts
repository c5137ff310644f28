import { Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
// readme: begin
import { Application, PegasusBackup, ProtectedDatabase, Retention } from '../../lib';

// readme: end

/** The lines between the marks are those of the README, which imports the package by its name. */
export class PegasusStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Vpc');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const db = new DatabaseInstance(this, 'Database', { engine, vpc, storageEncrypted: true });
    const bucket = new Bucket(this, 'Objects');

    // readme: begin
    const backup = new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db),
      bucket,
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      retention: Retention.recommended(),
      vpc,
    });
    // readme: end

    backup.metricRestoresFailed().createAlarm(this, 'RestoreFailed', { threshold: 1, evaluationPeriods: 1 });
  }
}
