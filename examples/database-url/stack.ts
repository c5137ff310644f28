import { Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  Secret as EcsSecret,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { Application, CutOver, PegasusBackup, ProtectedDatabase, TrafficSwitch } from '../../lib';
import { START } from './start';

/** How does an application on ECS get its DATABASE_URL when RDS manages the password, and alone may write that secret? */
export class DatabaseUrl extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = new Vpc(this, 'Vpc');
    const db = new DatabaseInstance(this, 'Database', {
      engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
      vpc,
      storageEncrypted: true,
      databaseName: 'pegasus',
      manageMasterUserPassword: true,
    });
    const bucket = new Bucket(this, 'Objects');

    // Made once, and in no template: a deployment would write the first value again, and lead back to the old database.
    // aws ssm put-parameter --name /pegasus/database --type String \
    //   --value '{"host": "<endpoint of the database>", "port": 5432, "dbname": "pegasus", "generation": 0}'
    const parameter = StringParameter.fromStringParameterName(this, 'WhereTheDatabaseIs', '/pegasus/database');
    // A user of the application's own: the password that RDS manages is changed every week, in the old database only.
    const user = new Secret(this, 'DatabaseUser', {
      generateSecretString: { secretStringTemplate: '{"username": "pegasus_app"}', generateStringKey: 'password' },
    });

    const taskDefinition = new FargateTaskDefinition(this, 'Task');
    taskDefinition.addContainer('App', {
      image: ContainerImage.fromRegistry('example/pegasus'),
      command: ['node', '-e', START],
      secrets: {
        DATABASE: EcsSecret.fromSsmParameter(parameter),
        DATABASE_USER: EcsSecret.fromSecretsManager(user),
      },
    });
    const cluster = new Cluster(this, 'Cluster', { vpc });
    const service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition,
      minHealthyPercent: 50,
      circuitBreaker: {},
    });

    new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db),
      bucket,
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      cutOver: CutOver.parameter(parameter),
      // Its tasks are stopped while frozen, and those that start afterwards read the parameter again.
      traffic: [TrafficSwitch.ecsService(service)],
      vpc,
    });
  }
}
