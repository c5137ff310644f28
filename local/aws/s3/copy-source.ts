import type { Bucket } from './bucket';
import type { Call } from './call';
import type { Checksum } from './checksum';
import { judgeRead } from './conditions';
import { checkDecryptable } from './decrypt';
import { s3Error } from './errors';
import { decode } from './target';
import { versionHeader } from './version-headers';
import { isReadable, type ObjectVersion, storageClass } from './versions';
import { document, isoTime, text } from './xml';

/** What a copy reads. */
export interface Source {
  readonly bucket: Bucket;
  readonly key: string;
  /** As the client named it; nothing for the current version. */
  readonly versionId: string | undefined;
  readonly version: ObjectVersion;
}

/**
 * Takes `x-amz-copy-source` apart: `bucket/key`, then perhaps `?versionId=`, all of it percent-encoded. As on S3 a bare
 * `+` is a space, so that a client which does not encode it finds no such key.
 * @throws S3Error InvalidArgument
 */
export function parseCopySource(header: string): { name: string; key: string; versionId: string | undefined } {
  const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/.exec(header) ?? [];
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(path.replaceAll('+', ' '))) ?? [];
  const [, versionId] = /^versionId=(.+)$/.exec(query ?? '') ?? [];
  if (name === undefined || key === undefined || (query !== undefined && versionId === undefined)) {
    throw s3Error('InvalidArgument', { ArgumentName: 'x-amz-copy-source', ArgumentValue: header });
  }
  return { name, key, versionId: versionId && decode(versionId) };
}

/**
 * Finds the source of a copy.
 * @throws S3Error NoSuchKey, NoSuchVersion, PreconditionFailed, InvalidObjectState, or InvalidRequest for a marker
 */
export function sourceOf(call: Call): Source {
  const { store, headers } = call;
  const { name, key, versionId } = parseCopySource(headers['x-amz-copy-source'] ?? '');
  const bucket = store.bucket(name);
  const version = bucket.find(key, versionId);
  if (version?.kind === 'marker' && versionId !== undefined) {
    throw s3Error('InvalidRequest', {
      Message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
    });
  }
  if (version?.kind !== 'object') {
    throw versionId === undefined
      ? s3Error('NoSuchKey', { Key: key })
      : s3Error('NoSuchVersion', { Key: key, VersionId: versionId });
  }
  if (judgeRead(version, headers, 'x-amz-copy-source-') !== 'read') throw s3Error('PreconditionFailed');
  if (!isReadable(version, store.now())) throw s3Error('InvalidObjectState', { StorageClass: storageClass(version) });
  checkDecryptable(store, version);
  return { bucket, key, versionId, version };
}

export function sourceHeaders({ bucket, version }: Source): Record<string, string> {
  const id = versionHeader(bucket, version)['x-amz-version-id'];
  return id === undefined ? {} : { 'x-amz-copy-source-version-id': id };
}

export function copyResult(root: string, etag: string, lastModified: number, checksum: Checksum | undefined): string {
  return document(
    root,
    text('ETag', `"${etag}"`),
    text('LastModified', isoTime(lastModified)),
    ...(checksum ? [text(`Checksum${checksum.algorithm}`, checksum.value)] : []),
    text('ChecksumType', checksum?.type),
  );
}
