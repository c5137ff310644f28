import type { Call, Operation } from '../call';
import { findObject } from '../find-object';
import { checkedTags } from '../settings';
import { versionHeader } from '../version-headers';
import { NO_TAGS, type ObjectVersion } from '../versions';
import { document, element, text } from '../xml';

export const getObjectTagging: Operation = (call) => {
  const version = findObject(call, call.parameter('versionId'));
  const tags = [...version.tags].map(([key, value]) => element('Tag', text('Key', key), text('Value', value)));
  return {
    status: 200,
    headers: versionHeader(call.bucket, version),
    body: document('Tagging', element('TagSet', ...tags)),
  };
};

export const putObjectTagging: Operation = async (call) => {
  const tagging = await call.receiveXml('Tagging');
  const tags = tagging.child('TagSet')?.all('Tag') ?? [];
  return retag(call, 200, checkedTags(tags.map((tag) => [tag.required('Key'), tag.required('Value')])));
};

export const deleteObjectTagging: Operation = (call) => retag(call, 204, NO_TAGS);

function retag(call: Call, status: number, tags: ObjectVersion['tags']) {
  const version = findObject(call, call.parameter('versionId'));
  version.tags = tags;
  return { status, headers: versionHeader(call.bucket, version) };
}
