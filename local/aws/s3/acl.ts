import { LOCAL_ACCOUNT } from '../service';
import { s3Error } from './errors';
import type { Headers } from './headers';
import { element, escapeXml, text } from './xml';
import { parseXml, type XmlElement } from './xml-document';

/** Who may do what with one version. */
export interface Grant {
  readonly grantee: { readonly id: string } | { readonly uri: string };
  readonly permission: string;
}

export type Acl = readonly Grant[];

/** What is asked of a bucket. */
interface Configured {
  readonly configurations: ReadonlyMap<string, string>;
}

const GROUPS = 'http://acs.amazonaws.com/groups/global/';
const everyone = (permission: string): Grant => ({ grantee: { uri: `${GROUPS}AllUsers` }, permission });
const OWNER: Grant = { grantee: { id: LOCAL_ACCOUNT }, permission: 'FULL_CONTROL' };

/** What a new object gets: only its owner may do anything with it. Here every object is the account's own. */
export const PRIVATE: Acl = [OWNER];

const CANNED: Readonly<Record<string, Acl>> = {
  private: PRIVATE,
  'bucket-owner-read': PRIVATE,
  'bucket-owner-full-control': PRIVATE,
  'public-read': [OWNER, everyone('READ')],
  'public-read-write': [OWNER, everyone('READ'), everyone('WRITE')],
  'authenticated-read': [OWNER, { grantee: { uri: `${GROUPS}AuthenticatedUsers` }, permission: 'READ' }],
};
/** By header; none for WRITE, which objects do not have. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  'x-amz-grant-full-control': 'FULL_CONTROL',
  'x-amz-grant-read': 'READ',
  'x-amz-grant-read-acp': 'READ_ACP',
  'x-amz-grant-write-acp': 'WRITE_ACP',
};

export function allowsAcls({ configurations }: Configured): boolean {
  const controls = configurations.get('ownershipControls');
  return controls === undefined || !controls.includes('BucketOwnerEnforced');
}

/**
 * The ACL that a write asks for.
 * @throws S3Error AccessControlListNotSupported where the bucket allows none, AccessDenied for a public one that it blocks
 */
export function aclBy(headers: Headers, bucket: Configured): Acl {
  const canned = headers['x-amz-acl'];
  const granted = Object.entries(PERMISSIONS).flatMap(([name, permission]) =>
    (headers[name]?.split(',') ?? []).map((grantee): Grant => ({ grantee: granteeOf(grantee.trim()), permission })),
  );
  if (canned === undefined && granted.length === 0) return PRIVATE;
  if (canned !== undefined && granted.length > 0) throw s3Error('InvalidRequest');
  const acl = canned === undefined ? granted : CANNED[canned];
  if (acl === undefined) throw s3Error('InvalidArgument', { ArgumentName: 'x-amz-acl', ArgumentValue: canned! });
  const isOwners = canned === 'private' || canned === 'bucket-owner-full-control';
  if (!isOwners) checkAllowed(acl, bucket);
  return acl;
}

/** @throws S3Error as `aclBy` */
export function checkAllowed(acl: Acl, bucket: Configured): void {
  if (!allowsAcls(bucket)) throw s3Error('AccessControlListNotSupported');
  const blocked = /<BlockPublicAcls>true</i.test(bucket.configurations.get('publicAccessBlock') ?? '');
  if (blocked && acl.some(({ grantee }) => 'uri' in grantee)) throw s3Error('AccessDenied');
}

function granteeOf(text: string): Grant['grantee'] {
  const [, kind, value] = /^(id|uri)="?([^"]+)"?$/.exec(text) ?? [];
  if (value === undefined) throw s3Error('InvalidArgument', { Message: `\`${text}\` is no grantee here` });
  return kind === 'id' ? { id: value } : { uri: value };
}

export function aclOf(document: string): Acl {
  const grants = parseXml(document, 'AccessControlPolicy').child('AccessControlList')?.all('Grant') ?? [];
  return grants.map((grant) => ({ grantee: granteeIn(grant), permission: grant.required('Permission') }));
}

function granteeIn(grant: XmlElement): Grant['grantee'] {
  const grantee = grant.child('Grantee');
  const uri = grantee?.value('URI');
  return uri === undefined ? { id: grantee?.required('ID') ?? '' } : { uri };
}

/** The elements of `AccessControlPolicy`. */
export function aclElements(acl: Acl): string[] {
  const grants = acl.map(({ grantee, permission }) => {
    const [type, name, value] = 'id' in grantee ? ['CanonicalUser', 'ID', grantee.id] : ['Group', 'URI', grantee.uri];
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    return element(
      'Grant',
      `<Grantee ${xsi} xsi:type="${type}"><${name}>${escapeXml(value!)}</${name}></Grantee>`,
      text('Permission', permission),
    );
  });
  return [element('Owner', text('ID', LOCAL_ACCOUNT)), element('AccessControlList', ...grants)];
}
