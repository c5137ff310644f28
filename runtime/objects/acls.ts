import { GetBucketOwnershipControlsCommand, GetObjectAclCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Acl, aclOf } from '../../domain/objects/acl';
import { described, isForbidden, isNotImplemented } from './s3-errors';

/** What may not be read is not guessed: the copy would be private, or public, by accident. */
export class AclUnreadable extends Error {
  override readonly name = 'AclUnreadable';
}

/** By its object ownership. Stores that do not know the question have no ACLs that we could keep. */
export async function allowsAcls(client: S3Client, bucket: string): Promise<boolean> {
  try {
    const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }));
    return OwnershipControls?.Rules?.some(({ ObjectOwnership }) => ObjectOwnership !== 'BucketOwnerEnforced') ?? false;
  } catch (error) {
    // Buckets from before April 2023 that nothing was set on.
    if ((error as Error).name === 'OwnershipControlsNotFoundError') return true;
    if (isNotImplemented(error)) return false;
    if (!isForbidden(error)) throw error;
    throw new AclUnreadable(
      `whether ${bucket} allows ACLs, which copies have to keep, cannot be read (${described(error)}): allow s3:GetBucketOwnershipControls on it`,
    );
  }
}

/** @throws AclUnreadable when it may not be read */
export async function readAcl(client: S3Client, bucket: string, key: string, versionId: string): Promise<Acl> {
  try {
    const { Grants = [], Owner } = await client.send(
      new GetObjectAclCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
    );
    const grants = Grants.map(({ Permission = '', Grantee: { ID, URI } = {} }) => ({
      permission: Permission,
      grantee: URI === undefined ? userOf(ID) : `uri="${URI}"`,
    }));
    return aclOf(userOf(Owner?.ID), grants);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new AclUnreadable(
      `the ACL of version ${versionId} cannot be read (${described(error)}): allow s3:GetObjectAcl and s3:GetObjectVersionAcl, or switch ACLs of ${bucket} off (object ownership BucketOwnerEnforced)`,
    );
  }
}

const userOf = (id = ''): string => `id="${id}"`;
