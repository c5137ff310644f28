import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Tags } from 'aws-cdk-lib';
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { DrillSchedule, Hold, PegasusEnvironment, Replication, Retention } from '../lib';
import { bundleFill } from './fill/bundle';
import { STACK, TAG, TAG_VALUE } from './names';

export const PREFIX = 'pegasus/';
export const LECTURES = 40;

/**
 * The smallest environment in which a drill proves something: as dev, with a copy of the bucket, a function that fills
 * both stores, and no application, which a drill does not ask. Of no account and no Region, so that nothing has to be
 * looked up.
 */
export class AwsCheckStack extends PegasusEnvironment {
  constructor(scope: App) {
    super(scope, STACK, {
      description: 'Made by npm run aws-check of PegasusBackup, and removed by it',
      tags: { [TAG]: TAG_VALUE },
      settings: {
        baseUrl: 'https://no-application.example.com',
        prefix: PREFIX,
        retention: Retention.of(Duration.days(7)),
        replication: Replication.standby(),
        drill: DrillSchedule.never(),
        hold: Hold.never(),
        newDatabase: { instanceType: 't4g.micro' },
      },
    });
    this.fill();
    Tags.of(this).add(TAG, TAG_VALUE);
  }

  private fill(): void {
    const database = this.node.findChild('Database') as DatabaseInstance;
    const credentials = this.node.findChild('Credentials') as Secret;
    const bucket = this.node.findChild('Objects') as Bucket;
    const fill = new LambdaFunction(this, 'FillStores', {
      description: 'Rows and objects for a drill: the same ones each time',
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(bundleFill()),
      vpc: this.node.findChild('Network') as Vpc,
      timeout: Duration.minutes(5),
      memorySize: 512,
      environment: {
        DATABASE_SECRET_ARN: credentials.secretArn,
        PROTECTED_BUCKET: bucket.bucketName,
        OBJECT_PREFIX: PREFIX,
        LECTURES: String(LECTURES),
      },
    });
    database.connections.allowDefaultPortFrom(fill);
    credentials.grantRead(fill);
    fill.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject'],
        resources: [bucket.arnForObjects(`${PREFIX}*`)],
      }),
    );
    new CfnOutput(this, 'FillStoresName', { value: fill.functionName });
    new CfnOutput(this, 'ProtectedBucketName', { value: bucket.bucketName });
    new CfnOutput(this, 'DatabaseIdentifier', { value: database.instanceIdentifier });
  }
}

/** @returns the folder of the cloud assembly */
export function synthesise(outdir: string): string {
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));
  const { environments: _, ...flags } = context;
  const app = new App({ context: flags, outdir });
  new AwsCheckStack(app);
  const { directory } = app.synth();
  keepNothing(join(directory, `${STACK}.template.json`));
  return directory;
}

/**
 * What a real environment keeps when its stack goes would have to be found again here. Changed in the template: the product
 * refuses, rightly, to be told so.
 */
function keepNothing(file: string): void {
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const resource of Object.values<Record<string, unknown>>(template.Resources)) {
    delete resource.UpdateReplacePolicy;
    // Left out, RDS would keep a last snapshot.
    resource.DeletionPolicy = 'Delete';
    if (resource.Type === 'AWS::RDS::DBInstance') {
      resource.Properties = { ...(resource.Properties as object), DeleteAutomatedBackups: true };
    }
  }
  writeFileSync(file, JSON.stringify(template, undefined, 1));
}
