/** Who may do what with one version. */
export interface Grant {
  readonly permission: string;
  /** As the headers of S3 name it: `id="…"`, `uri="…"`. */
  readonly grantee: string;
}

/** In one order. Empty: its owner alone, which is what a copy gets by itself. */
export type Acl = readonly Grant[];

/** @param owner of the version, as a grantee */
export function aclOf(owner: string, grants: readonly Grant[]): Acl {
  // WRITE is a permission of buckets: of an object it says nothing.
  const said = grants
    .filter(({ permission }) => permission !== 'WRITE')
    .sort((a, b) => (sayGrant(a) < sayGrant(b) ? -1 : 1));
  const isPrivate = said.length === 1 && said[0]!.permission === 'FULL_CONTROL' && said[0]!.grantee === owner;
  return isPrivate ? [] : said;
}

export const sameAcl = (a: Acl, b: Acl): boolean => sayAcl(a) === sayAcl(b);

export const sayAcl = (acl: Acl): string => acl.map(sayGrant).join(', ');

const sayGrant = ({ permission, grantee }: Grant): string => `${permission} to ${grantee}`;

/** Those with this permission, as a header names them; undefined: none. */
export function granteesWith(acl: Acl, permission: string): string | undefined {
  const grantees = acl.filter((grant) => grant.permission === permission).map(({ grantee }) => grantee);
  return grantees.length === 0 ? undefined : grantees.join(', ');
}
