import { aclBy, aclElements, aclOf, allowsAcls, checkAllowed, PRIVATE } from '../acl';
import type { Operation } from '../call';
import { findObject } from '../find-object';
import { versionHeader } from '../version-headers';
import { document } from '../xml';

/** Where the bucket allows no ACLs, the owner's full control is all there is, whatever was kept from before. */
export const getObjectAcl: Operation = (call) => {
  const version = findObject(call, call.parameter('versionId'));
  const acl = allowsAcls(call.bucket) ? (version.acl ?? PRIVATE) : PRIVATE;
  return {
    status: 200,
    headers: versionHeader(call.bucket, version),
    body: document('AccessControlPolicy', ...aclElements(acl)),
  };
};

/** Of a version, in place: no new version is made, and none remembers the ACL of before. */
export const putObjectAcl: Operation = async (call) => {
  const version = findObject(call, call.parameter('versionId'));
  const given = await call.receiveText();
  const acl = given === '' ? aclBy(call.headers, call.bucket) : aclOf(given);
  checkAllowed(acl, call.bucket);
  version.acl = acl;
  return { status: 200, headers: versionHeader(call.bucket, version) };
};
