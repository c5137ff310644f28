import type { Size } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** A Postgres that nobody manages but its users, with every default filled in. */
export interface SelfManagedSettings {
  readonly databaseName: string;
  readonly credentials: ISecret;
  readonly majorVersion: number;
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
  readonly cluster?: ICluster;
  readonly cpu: number;
  readonly memory: Size;
  readonly ephemeralStorage: Size;
  readonly parallelJobs: number;
  readonly postgresImage: string;
  readonly awsCliImage: string;
}
