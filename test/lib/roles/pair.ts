import type { Stack } from 'aws-cdk-lib';
import { CANDIDATE_TAG } from '../../../domain/workflow/candidates';
import { SOURCE_TAG } from '../../../lib/database/rds-permissions';
import type { Context } from './conditions';
import { evaluate, type Request } from './evaluate';
import { ACCOUNT, REGION } from './references';
import { DeployedPolicies, type TemplateRole } from './template';

/** A request, and the roles that must be able to make it: no other role of the backup may. */
export type Row = readonly [what: string, request: Request, may: readonly string[]];

export const ask = (action: string, resource: string, context: Context = {}): Request => ({
  action,
  resource,
  context,
});

const GROUPS =
  /^(Handlers|Decisions|StoppedRunReport|ObjectCopies|Heartbeat|DatabaseManifest|RestoreTests|Readiness|ObjectBackup|DatabaseBackup)(?=[A-Z])/;

/** `BackupHandlersRestoreDatabaseRole1A2B3C4D` → `RestoreDatabase`. */
const nameOf = ({ id }: TemplateRole): string =>
  id
    .replace(/^(PegasusBackup|Backup)/, '')
    .replace(/(Role)?[0-9A-F]{8}$/, '')
    .replace(GROUPS, '');

/** The roles of one backup, and who of them may make a request. */
export class Pair {
  readonly policies: DeployedPolicies;
  readonly roles: ReadonlyMap<string, TemplateRole>;

  constructor(stack: Stack) {
    this.policies = new DeployedPolicies(stack);
    const ours = this.policies.roles.filter(({ id }) => /^(PegasusBackup|Backup)/.test(id));
    this.roles = new Map(ours.map((role) => [nameOf(role), role]));
    if (this.roles.size !== ours.length) throw new Error('Two roles have one name.');
  }

  may(request: Request): string[] {
    const ofResource = this.policies.policyOf(request.resource);
    return [...this.roles]
      .filter(([, role]) => evaluate(request, role, ofResource) === 'allowed')
      .map(([name]) => name)
      .sort();
  }
}

const rds = (resource: string) => `arn:aws:rds:${REGION}:${ACCOUNT}:${resource}`;
const RESTORED = '-1a2b3c4d-a1';

/** The databases of an account, of which one pair's is the source. */
export function databases(source: string, kind: 'db' | 'cluster') {
  const tags = (of: string, mode?: string): Context => ({
    [`aws:ResourceTag/${SOURCE_TAG}`]: of,
    ...(mode && { [`aws:ResourceTag/${CANDIDATE_TAG}`]: mode }),
  });
  const restored = rds(`${kind}:${source}${RESTORED}`);
  return {
    source: rds(`${kind}:${source}`),
    candidate: restored,
    asDrill: tags(source, 'drill'),
    asIncident: tags(source, 'incident'),
    /** As a restore makes it. */
    made: {
      [`aws:RequestTag/${SOURCE_TAG}`]: source,
      [`aws:RequestTag/${CANDIDATE_TAG}`]: 'drill',
      'aws:TagKeys': [SOURCE_TAG, CANDIDATE_TAG, 'pegasus-backup:run'],
    } satisfies Context,
    /** What no restore may touch, with the tags that it has. */
    others: [
      ['the source', rds(`${kind}:${source}`), {}],
      ['the source, with the tags of a candidate', rds(`${kind}:${source}`), tags(source, 'drill')],
      ['what a cut-over has put to use', restored, tags(source)],
      ['a database of others', rds(`${kind}:billing`), {}],
      ["a candidate of another pair's drill", rds(`${kind}:billing${RESTORED}`), tags('billing', 'drill')],
    ] satisfies [string, string, Context][],
  };
}
