import { Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Application, PegasusBackup, ProtectedDatabase, Replication } from '../../lib';

/** How do I protect two databases with a bucket each? They share the network and the topic, and nothing else. */
export class TwoPairs extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Vpc');
    const notifications = new Topic(this, 'Restores', { enforceSSL: true });
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });

    for (const pair of ['Lectures', 'Exams']) {
      const db = new DatabaseInstance(this, `${pair}Database`, { engine, vpc, storageEncrypted: true });
      new PegasusBackup(this, `${pair}Backup`, {
        database: ProtectedDatabase.instance(db),
        bucket: new Bucket(this, `${pair}Objects`),
        application: Application.http({ baseUrl: `https://${pair.toLowerCase()}.example.com` }),
        replication: Replication.vault(),
        notifications,
        vpc,
      });
    }
  }
}
