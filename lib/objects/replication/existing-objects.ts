import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IDependable } from 'constructs';
import type { ReplicateExistingProperties } from '../../../lambda/custom-resources/replicate-existing';
import { Handler } from '../../handler/handler';
import { permit } from '../../handler/permission';
import { ServiceRole } from '../../handler/service-role';
import { REPORT_PREFIX, replicateExisting } from './replicate-existing';

export interface ExistingObjectsProps {
  readonly source: Bucket;
  readonly resource: CfnBucket;
  readonly prefix: string;
  readonly destination: IBucket;
  readonly evidence: IBucket;
  /** The role that replicates, with its policy. */
  readonly replication: IDependable;
}

/** Batch replication of what was in the bucket before the rule, once for each destination. Not yet run on AWS. */
export class ExistingObjects extends Construct {
  constructor(scope: Construct, id: string, props: ExistingObjectsProps) {
    super(scope, id);
    const { source, prefix, destination, evidence } = props;
    const jobRole = this.jobRole(props);
    const handler = new Handler(
      this,
      'ReplicateExisting',
      replicateExisting({ bucket: source, evidence, jobRole, account: Stack.of(this).account }),
    );
    const properties: ReplicateExistingProperties = {
      Bucket: source.bucketName,
      BucketArn: source.bucketArn,
      Prefix: prefix,
      DestinationArn: destination.bucketArn,
    };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::PegasusBackupExistingObjects',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties,
    });
    resource.node.addDependency(handler, jobRole, props.resource, props.replication);
  }

  private jobRole({ source, prefix, evidence }: ExistingObjectsProps): Role {
    const role = new ServiceRole(this, 'Role', {
      assumedBy: new ServicePrincipal('batchoperations.s3.amazonaws.com'),
      description: 'Replicates what was in the protected bucket before its rule',
    });
    permit(role, [
      {
        reason: 'asks for the replication of each object of the prefix',
        actions: ['s3:InitiateReplication'],
        resources: [source.arnForObjects(`${prefix}*`)],
      },
      {
        reason: 'lets S3 make the list of objects that a rule is for',
        actions: ['s3:GetReplicationConfiguration', 's3:PutInventoryConfiguration'],
        resources: [source.bucketArn],
      },
      {
        reason: 'writes the list of what could not be replicated',
        actions: ['s3:PutObject'],
        resources: [evidence.arnForObjects(`${REPORT_PREFIX}/*`)],
      },
    ]);
    return role;
  }
}
