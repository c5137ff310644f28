import { ALGORITHMS, type Algorithm } from './checksum';
import { s3Error } from './errors';
import type { Headers } from './headers';

/**
 * The algorithm that a copy or a multipart upload asks for.
 * @throws S3Error NotImplemented for one that this S3 does not know
 */
export function checksumAlgorithm(headers: Headers): Algorithm | undefined {
  const given = headers['x-amz-checksum-algorithm'];
  if (given === undefined) return undefined;
  const algorithm = ALGORITHMS.find((known) => known === given.toUpperCase());
  if (!algorithm) throw s3Error('NotImplemented', { Message: `The local S3 has no checksum ${given}` });
  return algorithm;
}
