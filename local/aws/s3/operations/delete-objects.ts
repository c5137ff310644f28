import type { Call, Operation } from '../call';
import { S3Error, s3Error } from '../errors';
import { document, element, text } from '../xml';
import type { XmlElement } from '../xml-document';
import { deleteOne } from './delete-object';

const MOST_KEYS = 1000;
/** S3 takes no batch without one of them. */
const DIGEST = /^(content-md5|x-amz-trailer|x-amz-checksum-.+)$/;

/** A batch; each entry stands or falls by itself. */
export const deleteObjects: Operation = async (call) => {
  void call.bucket;
  if (!Object.keys(call.headers).some((name) => DIGEST.test(name))) {
    throw s3Error('InvalidRequest', { Message: 'Missing required header for this request: Content-MD5' });
  }
  const batch = await call.receiveXml('Delete');
  const entries = batch.all('Object');
  if (entries.length === 0 || entries.length > MOST_KEYS) throw s3Error('MalformedXML');
  const quiet = batch.value('Quiet') === 'true';
  return { status: 200, body: document('DeleteResult', ...entries.map((entry) => deleteEntry(call, entry, quiet))) };
};

function deleteEntry(call: Call, entry: XmlElement, quiet: boolean): string {
  const key = entry.required('Key');
  const versionId = entry.value('VersionId');
  try {
    const refused = call.refusal(key);
    if (refused) throw new S3Error(403, refused, 'Refused by the test');
    const deleted = deleteOne(call, key, versionId, entry.value('ETag'));
    if (quiet) return '';
    return element(
      'Deleted',
      text('Key', key),
      text('VersionId', versionId),
      ...(deleted?.kind === 'marker'
        ? [text('DeleteMarker', true), text('DeleteMarkerVersionId', deleted.versionId)]
        : []),
    );
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const { code, message } = error;
    return element(
      'Error',
      text('Key', key),
      text('VersionId', versionId),
      text('Code', code),
      text('Message', message),
    );
  }
}
