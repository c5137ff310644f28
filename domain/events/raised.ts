/**
 * What a rewind raises: each copy and each delete marker is an event of the bucket, as a user's upload and deletion are.
 * S3 has no way to write without one.
 */
export const RAISED = [
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:DeleteMarkerCreated',
] as const;
export type RaisedEvent = (typeof RAISED)[number];

/** Object copies mark nothing. */
export const RAISED_BY_COPIES = ['s3:ObjectCreated:Copy', 's3:ObjectCreated:CompleteMultipartUpload'] as const;
