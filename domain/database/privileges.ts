/** A role, and how many objects (tables, views, sequences, functions, schemas) it owns or may use. */
export interface RoleAccess {
  readonly role: string;
  readonly objects: number;
}

/** Who beside the user of the secret owns or may use something; `public` is every role. */
export interface DatabaseAccess {
  readonly owners: readonly RoleAccess[];
  readonly grants: readonly RoleAccess[];
}

/** What a dump without owners and privileges has left out, each in words; empty when it left out nothing. */
export const sayAccess = ({ owners, grants }: DatabaseAccess): string[] => [
  ...owners.map(({ role, objects }) => `${role} owned ${objects} object(s)`),
  ...grants.map(({ role, objects }) => `${role} had privileges on ${objects} object(s)`),
];
