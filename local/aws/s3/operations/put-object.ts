import { aclBy } from '../acl';
import type { Operation } from '../call';
import { checksumHeaders } from '../checksum';
import { checkWrite } from '../conditions';
import { checkKey } from '../key-length';
import { describedBy, etagOf, placedBy, taggedBy } from '../settings';
import { encryptionHeaders, versionHeader } from '../version-headers';

export const putObject: Operation = async (call) => {
  const { bucket, key, headers } = call;
  checkKey(key);
  const placement = placedBy(headers, bucket, call.store.now());
  const tags = taggedBy(headers);
  const acl = aclBy(headers, bucket);
  const { body, md5, checksum } = await call.receive();
  checkWrite(bucket.current(key), headers);
  const content = { body, etag: etagOf(md5, placement), md5, checksum };
  const stored = call.store.stored();
  const version = bucket.put(key, { ...stored, content, description: describedBy(headers), placement, tags, acl });
  call.store.raise(bucket, 's3:ObjectCreated:Put', key);
  return {
    status: 200,
    headers: {
      etag: `"${content.etag}"`,
      ...versionHeader(bucket, version),
      ...encryptionHeaders(placement),
      ...checksumHeaders(checksum),
    },
  };
};
