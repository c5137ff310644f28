import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Fault } from './fault';
import { audioOfFirstLecture } from './victim';

/** Versioning does not protect against the deletion of a version itself. */
export const missingObject: Fault = {
  name: 'missing-object',
  description: 'all versions of an object that a row refers to are permanently deleted',
  async beforeRestore(stage) {
    const { s3, bucket } = stage;
    const key = audioOfFirstLecture(stage);
    const listing = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
    for (const { Key, VersionId } of [...(listing.Versions ?? []), ...(listing.DeleteMarkers ?? [])]) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    }
  },
};
