import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Attached to nothing but the roles of writers, and to those while traffic is frozen only. */
export class FreezePolicy extends ManagedPolicy {
  constructor(scope: Construct, id: string, { objectsArn }: { readonly objectsArn: string }) {
    super(scope, id, {
      description: 'Attached by a restore while traffic is frozen: denies a writer every write to the protected keys',
      statements: [
        new PolicyStatement({
          sid: 'Frozen',
          effect: Effect.DENY,
          actions: ['s3:PutObject*', 's3:DeleteObject*', 's3:RestoreObject', 's3:AbortMultipartUpload'],
          resources: [objectsArn],
        }),
      ],
    });
  }
}
