import type { Behaviour } from './behaviour';

/**
 * What the product takes AWS to do. `in` is a file of a package of AWS that names the same address: no address is here that
 * AWS has not written itself. Without `shown` nothing here has shown it, and docs/first-deployment.md says what will.
 */
export const BEHAVIOURS: readonly Behaviour[] = [
  {
    service: 'S3',
    behaviour:
      'Versions of a key are listed in the order in which they were stored, the newest first; versions and delete markers interleaved',
    reliedOnBy: 'runtime/objects/version-order.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
        in: '@aws-sdk/client-s3-control/dist-types/commands/GetBucketVersioningCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/list-versions.test.ts',
        title: 'goes by key, newest first, versions and markers interleaved as they were stored in one second',
      },
      {
        by: 'moto',
        file: 'test/local/aws/s3/moto.second-opinion.ts',
        title: 'holds the same versions, markers, latest flags, bodies, metadata and tags',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'Keys are listed in UTF-8 byte order',
    reliedOnBy: 'runtime/objects/version-pages.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html',
        in: '@aws-sdk/client-s3/dist-types/commands/ListObjectsV2Command.d.ts',
      },
    ],
    shown: [{ by: 'local', file: 'test/local/aws/s3/keys.test.ts', title: 'is that of their UTF-8 bytes' }],
  },
  {
    service: 'S3',
    behaviour: '`LastModified` has whole seconds',
    reliedOnBy: 'domain/objects/boundary.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html',
        in: '@aws-sdk/client-s3/dist-types/commands/UploadPartCopyCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/list-versions.test.ts',
        title: 'tells time to the second, size, ETag and storage class',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: '`LastModified` of an upload in parts is when it was begun, not when it was completed',
    reliedOnBy: 'domain/objects/multipart.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html',
        in: '@aws-sdk/client-s3/dist-types/commands/UploadPartCopyCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/multipart.test.ts',
        title: 'carries the time of its initiation, although it lies above what was stored meanwhile',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'A page may hold delete markers only; a listing goes on behind a key and a version',
    reliedOnBy: 'runtime/objects/version-pages.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html',
        in: '@aws-sdk/client-s3/dist-types/commands/ListObjectsCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/list-versions.test.ts',
        title: 'may have a page of markers only, where the SDK has no versions at all',
      },
    ],
  },
  {
    service: 'S3',
    behaviour:
      'CopyObject of a version by its id puts it on top again; class, encryption, ACL, lock and redirect are not copied unless given',
    reliedOnBy: 'runtime/objects/object-copy.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html',
        in: '@aws-sdk/client-s3/dist-types/commands/UploadPartCopyCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/copy.test.ts',
        title: 'drops storage class, website redirect and encryption, unless they are given again',
      },
      { by: 'local', file: 'test/local/aws/s3/copy.test.ts', title: 'brings an old version back on top' },
    ],
  },
  {
    service: 'S3',
    behaviour: 'A copy may answer 200 and fail in its body',
    reliedOnBy: 'runtime/objects/object-copy.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html',
        in: '@aws-sdk/client-s3/dist-types/commands/UploadPartCopyCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/faults.test.ts',
        title: 'may be an error with status 200, which the SDK throws',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'A copy takes at most 5 GB; larger objects go by UploadPartCopy',
    reliedOnBy: 'runtime/objects/object-copy.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html',
        in: '@aws-sdk/client-s3/dist-types/commands/UploadPartCopyCommand.d.ts',
      },
    ],
    shown: [{ by: 'local', file: 'test/local/aws/s3/copy.test.ts', title: 'of 5 GB is copied, one byte more is not' }],
  },
  {
    service: 'S3',
    behaviour:
      '`If-Match` and `If-None-Match` on CopyObject’s destination, PutObject and DeleteObject refuse what another writer has changed',
    reliedOnBy: 'runtime/objects/rewind/apply-actions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html',
        in: '@aws-sdk/client-s3/dist-types/commands/PutObjectCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/conditional-writes.test.ts',
        title: 'If-Match replaces what it knows, and nothing else',
      },
      {
        by: 'local',
        file: 'test/faults/objects/store.test.ts',
        title: 'F54: a key that somebody has written to since the plan is not written over, and fails the run',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'A delete without a version id puts a marker; versions stay until they are deleted by id',
    reliedOnBy: 'runtime/objects/rewind/apply-actions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html',
        in: '@aws-sdk/client-s3/dist-types/models/models_1.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/versioning.test.ts',
        title: 'what was there before is the null version, below the new ones',
      },
      {
        by: 'local',
        file: 'test/local/aws/s3/deletes.test.ts',
        title: 'deleting twice, or what never was, puts markers',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'While versioning is suspended, puts and deletes overwrite the null version',
    reliedOnBy: 'domain/objects/versioning-proof.ts',
    documented: [
      {
        address:
          'https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectsfromVersioningSuspendedBuckets.html',
        in: '@aws-sdk/client-s3/dist-types/commands/DeleteObjectCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/versioning.test.ts',
        title: 'puts overwrite the null version and keep the others',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'Lifecycle rules delete or archive noncurrent versions at the midnight after their days',
    reliedOnBy: 'domain/objects/lifecycle-horizon.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/dev/intro-lifecycle-rules.html',
        in: '@aws-sdk/client-s3/dist-types/commands/DeleteBucketLifecycleCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/faults/objects/storage-class.test.ts',
        title: 'what lifecycle moves here is what S3 moves: large, no longer current, at the midnight after',
      },
      {
        by: 'local',
        file: 'test/faults/objects/history.test.ts',
        title: 'F05: a lifecycle rule that has removed what T needs refuses it, and names the rule',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'Archived objects must be restored (thawed) before they can be copied',
    reliedOnBy: 'domain/objects/thaw.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html',
        in: '@aws-sdk/client-s3/dist-types/commands/GetObjectCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/archive.test.ts',
        title: 'thaws slowly, can be read for some days, and is frozen again',
      },
    ],
  },
  {
    service: 'S3',
    behaviour:
      'Object Lock keeps a version until its time, a marker goes on top; governance can be bypassed with a right, compliance by no one',
    reliedOnBy: 'domain/objects/lock-renewal.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-overview.html',
        in: 'aws-cdk-lib/aws-s3/lib/bucket.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/object-lock.test.ts',
        title: 'cannot be deleted until its time has come, yet a marker goes on top',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'Replication rules reach what is written after them; a batch job reaches what existed',
    reliedOnBy: 'lib/objects/replication/existing-objects.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html',
        in: 'aws-cdk-lib/aws-s3/lib/s3.generated.d.ts',
      },
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html',
        in: '@aws-sdk/client-s3-control/dist-types/commands/CreateJobCommand.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'S3',
    behaviour: 'Delete markers are replicated only where the rule says so; deletions of versions never',
    reliedOnBy: 'lib/objects/replication/bucket-replication.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html',
        in: 'aws-cdk-lib/aws-s3/lib/bucket.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'S3',
    behaviour: 'Every copy and marker of a restore raises events for what listens to the bucket',
    reliedOnBy: 'runtime/events/count-events.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html',
        in: 'aws-cdk-lib/aws-s3/lib/s3.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/faults/objects/events.test.ts',
        title: 'F91 a rewind calls the consumers of the bucket, exactly as often as was said',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'With bucket owner enforced there are no ACLs; a copy has none of its source',
    reliedOnBy: 'runtime/objects/acls.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
        in: '@aws-sdk/client-s3/dist-types/commands/GetBucketOwnershipControlsCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/s3/acl.test.ts',
        title: 'a new bucket allows no ACLs: they are refused, and its objects are their owner’s',
      },
    ],
  },
  {
    service: 'S3',
    behaviour: 'Access logs are delivered late, into a bucket whose policy admits the service',
    reliedOnBy: 'lib/evidence/access-logs.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html',
        in: '@aws-sdk/client-s3/dist-types/commands/PutBucketLoggingCommand.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'RDS',
    behaviour:
      'A restore to a time has exactly the commits up to its whole second, and refuses a time that is not before `LatestRestorableTime`',
    reliedOnBy: 'runtime/database/rds/instances.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html',
        in: 'aws-cdk-lib/aws-rds/lib/rds.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title:
          'restores exactly the writes up to the time, although base backups were taken while they came and after it',
      },
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'refuses a time outside the window, and to choose between times',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour:
      '`LatestRestorableTime` moves on without writes, too (how far it trails, minutes on RDS, only AWS shows)',
    reliedOnBy: 'domain/request/recovery-points.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html',
        in: 'aws-cdk-lib/aws-rds/lib/rds.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'says a latest restorable time that can be reached at once, on a quiet database too',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour:
      'A restored instance has default groups, one zone, no deletion protection and no IAM authentication unless they are passed',
    reliedOnBy: 'domain/database/settings.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html',
        in: 'aws-cdk-lib/aws-rds/lib/rds.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'loses on a restore what RDS loses, and keeps what was passed',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour: 'Statuses: which of them are passed through, which are final',
    reliedOnBy: 'domain/database/instance-status.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html',
        in: '@aws-sdk/client-rds/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'says incompatible-parameters when Postgres does not start with them',
      },
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'says restore-error when the archive does not reach the time',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour: 'Tags that a restore passes are there at once, and can be replaced and listed',
    reliedOnBy: 'runtime/database/rds/instances.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html',
        in: '@aws-sdk/client-rds/dist-types/commands/AddTagsToResourceCommand.d.ts',
      },
    ],
    shown: [{ by: 'local', file: 'test/local/aws/rds/local-rds.test.ts', title: 'adds, replaces and lists tags' }],
  },
  {
    service: 'RDS',
    behaviour: 'Parameter groups fit one family, and go with nothing that uses them',
    reliedOnBy: 'runtime/database/rds/parameter-groups.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html',
        in: '@aws-sdk/client-rds/dist-types/models/models_1.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/runtime/database/rds/parameter-groups.test.ts',
        title: 'a group that a database uses stays, and is named',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour: 'Deleting an instance deletes its automated backups, unless it is told to keep them',
    reliedOnBy: 'lib/database/instance-protection.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html',
        in: '@aws-sdk/client-rds/dist-types/models/models_1.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'keeps the automated backups of a deleted instance when it is asked to',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour: 'Snapshots that AWS Backup has made are told only to those who ask for their type',
    reliedOnBy: 'runtime/database/rds/instances.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-rds.html',
        in: '@aws-sdk/client-backup/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/runtime/database/rds/instances.test.ts',
        title: 'snapshots of AWS Backup are shown to those who ask for their type',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour:
      'A restored Aurora cluster has no instance, and a snapshot’s restore takes the default version unless it is named',
    reliedOnBy: 'runtime/database/rds/clusters.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.CreateInstance.html',
        in: '@aws-sdk/client-rds/dist-types/commands/CreateDBInstanceCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/clusters.test.ts',
        title: 'F34 a cluster is available and answers nobody before it has an instance',
      },
      {
        by: 'local',
        file: 'test/local/aws/rds/clusters.test.ts',
        title: 'F35 without an engine version it comes up under another, and the comparison finds it',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour: 'IOPS and throughput of gp3 fit the allocated storage, which comes with them',
    reliedOnBy: 'runtime/database/rds/instance-settings.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html',
        in: '@aws-sdk/client-rds/dist-types/models/models_1.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/rds/local-rds.test.ts',
        title: 'IOPS are set together with the size of the volume, and not on a small one of gp3',
      },
    ],
  },
  {
    service: 'RDS',
    behaviour: 'A real restore takes minutes to hours, and an available instance still loads its blocks',
    reliedOnBy: 'runtime/checks/database-checks.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html',
        in: 'aws-cdk-lib/aws-rds/lib/rds.generated.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'RDS',
    behaviour: 'Servers show a certificate of the authorities that are bundled, in every region',
    reliedOnBy: 'runtime/database/session.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html',
        in: '@aws-sdk/client-rds/dist-types/commands/DescribeCertificatesCommand.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'Step Functions',
    behaviour: 'JSONata expressions, variables and `Output` as documented',
    reliedOnBy: 'lib/state-machine/expressions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/dg/data-transform.html',
        in: '@aws-sdk/client-sfn/dist-types/models/models_0.d.ts',
      },
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html',
        in: 'aws-cdk-lib/aws-stepfunctions/lib/types.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/step-functions/flow.test.ts',
        title: 'evaluates expressions at any depth and leaves the rest as it stands',
      },
      {
        by: 'moto',
        file: 'test/mock-aws/asl-engine.second-opinion.ts',
        title: 'a drill that another engine carries out is verified, and its data are right from outside',
      },
    ],
  },
  {
    service: 'Step Functions',
    behaviour:
      'Retries by name of the error, with jitter and a bound; `States.ALL` catches neither `States.DataLimitExceeded` nor `States.Runtime`',
    reliedOnBy: 'lib/state-machine/state-machine.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
        in: 'aws-cdk-lib/aws-stepfunctions/lib/types.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/step-functions/retry.test.ts',
        title: 'with full jitter waits from nothing to its bounded delay',
      },
      {
        by: 'local',
        file: 'test/local/aws/step-functions/limits.test.ts',
        title: 'is neither tried again nor caught by the wildcards',
      },
    ],
  },
  {
    service: 'Step Functions',
    behaviour: 'A Distributed Map lists a bucket, starts a child for each batch and fails with the first that fails',
    reliedOnBy: 'lib/state-machine/part-by-part.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-asl-use-map-state-distributed.html',
        in: 'aws-cdk-lib/aws-stepfunctions/lib/states/distributed-map.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/step-functions/map.test.ts',
        title: 'runs each child as an execution of its own, which knows its state machine',
      },
      {
        by: 'local',
        file: 'test/local/aws/step-functions/map.test.ts',
        title: 'fails with the first child that fails, and stops the others',
      },
      {
        by: 'moto',
        file: 'test/mock-aws/asl-engine.second-opinion.ts',
        title: 'a drill that another engine carries out is verified, and its data are right from outside',
      },
    ],
  },
  {
    service: 'Step Functions',
    behaviour: 'A task waits for its token, which counts once; the token is in `TaskScheduled` of the history',
    reliedOnBy: 'runtime/execution/executions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html',
        in: '@aws-sdk/client-sfn/dist-types/commands/SendTaskSuccessCommand.d.ts',
      },
    ],
    shown: [
      { by: 'local', file: 'test/local/aws/step-functions/task.test.ts', title: 'takes a token once' },
      {
        by: 'local',
        file: 'test/local/aws/step-functions/task.test.ts',
        title: 'fails when no heartbeat comes for too long, and each one gives it that long again',
      },
    ],
  },
  {
    service: 'Step Functions',
    behaviour: '262,144 bytes of input and output, 25,000 events of history',
    reliedOnBy: 'domain/workflow/workflow.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/dg/limits-overview.html',
        in: '@aws-sdk/client-sfn/dist-types/commands/RedriveExecutionCommand.d.ts',
      },
    ],
    shown: [
      { by: 'local', file: 'test/local/aws/step-functions/limits.test.ts', title: 'in the result of a function' },
      {
        by: 'local',
        file: 'test/local/aws/step-functions/limits.test.ts',
        title: 'ends the execution before there are more, whatever is caught',
      },
    ],
  },
  {
    service: 'Step Functions',
    behaviour: 'A name that is started twice with the same input while it runs is one execution',
    reliedOnBy: 'runtime/execution/executions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html',
        in: 'aws-cdk-lib/aws-stepfunctions/lib/stepfunctions.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/step-functions/states.test.ts',
        title: 'is the same one when it is started again by name with the same input while it runs',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour: '`RetainExceptOnCreate` keeps a resource on update and delete, and lets a failed creation take it back',
    reliedOnBy: 'lib/environment/database.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
        in: '@aws-sdk/client-cloudformation/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/examples/first-deployment.test.ts',
        title: 'fails at each resource in turn, its stores %s, is rolled back, and is made again',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour:
      'A creation that fails is rolled back and must be deleted before the next; termination protection refuses that',
    reliedOnBy: 'lib/pegasus-environment.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html',
        in: '@aws-sdk/client-cloudformation/dist-types/commands/UpdateTerminationProtectionCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/cloudformation/failing-stack.test.ts',
        title: 'termination protection is set before anything is made, and refuses the clean-up of what failed',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour: 'What refers to another resource is deleted first; a kept one holds what it stands in',
    reliedOnBy: 'lib/environment/database.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
        in: 'aws-cdk-lib/aws-lambda/lib/lambda.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/cloudformation/failing-stack.test.ts',
        title: 'a database that stays holds its network',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour:
      'A resource that has not changed is not written; a String parameter that has is written as the template says',
    reliedOnBy: 'lib/traffic/initialize-traffic.ts',
    documented: [
      {
        address:
          'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html',
        in: 'aws-cdk-lib/aws-rds/lib/rds.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/cloudformation/deploy.test.ts',
        title: 'writes the value of a parameter again with any change of it',
      },
      {
        by: 'local',
        file: 'test/lambda/custom-resources/initialize-traffic.test.ts',
        title: 'an update does not write it',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour: 'A custom resource with another physical id is a new one; the old one is deleted afterwards',
    reliedOnBy: 'lambda/custom-resources/initialize-traffic.ts',
    documented: [
      {
        address:
          'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html',
        in: 'aws-cdk-lib/aws-lambda/lib/lambda.generated.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/lambda/custom-resources/initialize-traffic.test.ts',
        title: 'under another name it is another resource, which begins as the old one is; then the old one goes',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour: 'A secret is read where `{{resolve:secretsmanager:…}}` stands',
    reliedOnBy: 'lib/environment/database.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html',
        in: '@aws-sdk/client-cloudformation/dist-types/commands/SetTypeConfigurationCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/cloudformation/database.test.ts',
        title: 'a database is made with the password of its secret, and the secret then says where it is',
      },
    ],
  },
  {
    service: 'CloudFormation',
    behaviour: '500 resources, 1 MB a template',
    reliedOnBy: 'lib/pegasus-environment.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
        in: '@aws-sdk/client-cloudformation/dist-types/commands/CreateStackInstancesCommand.d.ts',
      },
    ],
    shown: [
      { by: 'local', file: 'test/lib/pegasus-environment.test.ts', title: 'stays far from the limit of 500 resources' },
    ],
  },
  {
    service: 'IAM',
    behaviour:
      'Evaluation: an explicit deny above every allow, boundaries, policies of resources, all operators and keys',
    reliedOnBy: 'test/lib/roles/evaluate.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
        in: '@aws-sdk/client-iam/dist-types/commands/GenerateServiceLastAccessedDetailsCommand.d.ts',
      },
    ],
    shown: [
      { by: 'local', file: 'test/lib/roles/evaluate.test.ts', title: 'an explicit deny stands above every allow' },
    ],
  },
  {
    service: 'IAM',
    behaviour: '`aws:ResourceTag` and `aws:RequestTag` hold for restores, changes and deletions of RDS',
    reliedOnBy: 'lib/database/rds-permissions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html',
        in: '@aws-sdk/client-iam/dist-types/commands/TagPolicyCommand.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'IAM',
    behaviour: 'SimulatePrincipalPolicy tells what a role would be denied',
    reliedOnBy: 'runtime/readiness/role-simulation.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
        in: '@aws-sdk/client-s3/dist-types/commands/PutBucketReplicationCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/iam.test.ts',
        title: 'every role may make every call, except for those that are denied',
      },
    ],
  },
  {
    service: 'KMS',
    behaviour: 'RDS makes grants on the key of a storage for who restores, `kms:GrantIsForAWSResource`',
    reliedOnBy: 'lib/database/rds-permissions.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
        in: '@aws-sdk/client-kms/dist-types/commands/ListGrantsCommand.d.ts',
      },
      {
        address: 'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html',
        in: '@aws-sdk/client-kms/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'KMS',
    behaviour: 'A key that is pending deletion or disabled decrypts nothing, and can be kept after all',
    reliedOnBy: 'domain/readiness/encryption-keys.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html',
        in: '@aws-sdk/client-kms/dist-types/commands/GetParametersForImportCommand.d.ts',
      },
      {
        address: 'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
        in: '@aws-sdk/client-kms/dist-types/commands/CancelKeyDeletionCommand.d.ts',
      },
    ],
    shown: [{ by: 'local', file: 'test/docs/printed-commands.test.ts', title: 'F80 %s does what the page says: %s' }],
  },
  {
    service: 'KMS',
    behaviour: 'An ECC key signs; anyone can check with its public key',
    reliedOnBy: 'runtime/evidence/signer.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/kms/latest/developerguide/offline-operations.html',
        in: '@aws-sdk/client-kms/dist-types/commands/GetPublicKeyCommand.d.ts',
      },
    ],
    shown: [
      { by: 'local', file: 'test/local/aws/kms.test.ts', title: 'does so as anyone can check with its public key' },
    ],
  },
  {
    service: 'KMS',
    behaviour: 'Where the policy of a key does not leave it to the account, the role alone is not enough',
    reliedOnBy: 'lib/handler/permission.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
        in: '@aws-sdk/client-kms/dist-types/commands/ReEncryptCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/lib/roles/evaluate.test.ts',
        title: 'within an account the policy of a resource is enough, but a key asks for both',
      },
    ],
  },
  {
    service: 'SNS',
    behaviour: 'A topic under a customer key is published to by who may use the key, services among them',
    reliedOnBy: 'lib/notifications/topic.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
        in: '@aws-sdk/client-sns/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/sns.test.ts',
        title: 'F107 an encrypted topic refuses who may not use its key, both ways',
      },
    ],
  },
  {
    service: 'SNS',
    behaviour: 'Deliveries to subscribers are tried again, and counted when they fail',
    reliedOnBy: 'lib/notifications/notification-alarm.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
        in: 'aws-cdk-lib/aws-sns/lib/sns.generated.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'EventBridge',
    behaviour: 'The end of an execution is an event, with its status',
    reliedOnBy: 'lib/restore/stopped-run-report.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html',
        in: 'aws-cdk-lib/aws-events/lib/event-pattern.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/eventbridge.test.ts',
        title: 'an event goes to every target of the rules that it matches',
      },
    ],
  },
  {
    service: 'EventBridge',
    behaviour: 'Patterns match as documented; a disabled rule delivers nothing, and nothing later',
    reliedOnBy: 'domain/events/rule-pattern.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html',
        in: '@aws-sdk/client-eventbridge/dist-types/commands/PutRuleCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/eventbridge.test.ts',
        title: 'a rule that is disabled, or on another bus, delivers nothing, and what it misses does not come later',
      },
    ],
  },
  {
    service: 'Scheduler',
    behaviour: 'A schedule invokes its target at least once a period, with its execution id in the input',
    reliedOnBy: 'lib/drills/drills.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html',
        in: 'aws-cdk-lib/aws-scheduler/lib/input.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'AWS Backup',
    behaviour:
      'A lock in governance mode can be lifted with a right; in compliance mode by no one after its cooling-off',
    reliedOnBy: 'lib/options/vault-lock.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html',
        in: '@aws-sdk/client-backup/dist-types/commands/PutBackupVaultLockConfigurationCommand.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'AWS Backup',
    behaviour: 'Daily snapshots are taken by selection, and restore tests by plan',
    reliedOnBy: 'lib/database/database-backup.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html',
        in: '@aws-sdk/client-backup/dist-types/commands/CreateBackupSelectionCommand.d.ts',
      },
      {
        address: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html',
        in: '@aws-sdk/client-backup/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [],
  },
  {
    service: 'Secrets Manager',
    behaviour: 'A secret that a service manages is written by that service alone',
    reliedOnBy: 'domain/readiness/cut-over.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html',
        in: '@aws-sdk/client-secrets-manager/dist-types/commands/PutSecretValueCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/secrets-manager.test.ts',
        title: 'F102 that a service manages is written by no other, and no other makes one with such a name',
      },
    ],
  },
  {
    service: 'Secrets Manager',
    behaviour: 'A rotation that has begun carries `AWSPENDING`',
    reliedOnBy: 'runtime/cut-over/secret.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_how.html',
        in: '@aws-sdk/client-secrets-manager/dist-types/commands/CancelRotateSecretCommand.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/lambda/schedules/watch-readiness.test.ts',
        title: '%s alone is not ready when it is broken',
      },
    ],
  },
  {
    service: 'Systems Manager',
    behaviour: 'A parameter is overwritten only when that is said, and keeps its versions',
    reliedOnBy: 'runtime/traffic/traffic-parameter.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html',
        in: '@aws-sdk/client-ssm/dist-types/models/models_1.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/local/aws/ssm.test.ts',
        title: 'a parameter is only overwritten when that is said, and each version stays',
      },
    ],
  },
  {
    service: 'Lambda',
    behaviour: '6 MB of payload',
    reliedOnBy: 'domain/workflow/workflow.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
        in: '@aws-sdk/client-lambda/dist-types/commands/ListLayerVersionsCommand.d.ts',
      },
    ],
    shown: [{ by: 'local', file: 'test/local/aws/lambda/functions.test.ts', title: 'is a payload over 6 MB' }],
  },
  {
    service: 'Lambda',
    behaviour: 'An account may have ten functions at once; more are throttled, and may be tried again',
    reliedOnBy: 'lib/state-machine/answers.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/lambda/latest/dg/concurrent-executions.html',
        in: '@aws-sdk/client-lambda/dist-types/models/models_0.d.ts',
      },
    ],
    shown: [
      {
        by: 'local',
        file: 'test/faults/concurrency.test.ts',
        title: 'F109 in an account with few concurrent functions every part is restored, one after the other',
      },
    ],
  },
  {
    service: 'Lambda',
    behaviour: 'A function in a VPC reaches AWS through a NAT gateway or endpoints only',
    reliedOnBy: 'lib/restore/network-warnings.ts',
    documented: [
      {
        address: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
        in: '@aws-sdk/client-lambda/dist-types/commands/InvokeCommand.d.ts',
      },
    ],
    shown: [],
  },
];
