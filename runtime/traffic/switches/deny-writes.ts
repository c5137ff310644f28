import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  type IAMClient,
  NoSuchEntityException,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import {
  type DeniedState,
  type DenyWritesSpec,
  denyWritesIn,
  roleName,
  switchName,
} from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import { simulate } from '../../readiness/role-simulation';
import type { SwitchAdapter } from './switch';

const POLICY = 'pegasus-backup-freeze';
const WRITES = ['s3:PutObject*', 's3:DeleteObject*', 's3:RestoreObject', 's3:AbortMultipartUpload'];
/** What the canary asks IAM: would this role, now, be let through? */
const CANARY_ACTIONS = ['s3:PutObject', 's3:DeleteObject'];

/**
 * An inline policy on a writer's role that denies it every write to the protected location. A deny stands above every
 * allow, and holds for URLs too that the role has signed before.
 */
export class DenyWritesSwitch implements SwitchAdapter<DeniedState> {
  readonly schema = z.object({ denied: z.boolean() });
  readonly name: string;
  private readonly policy: { readonly RoleName: string; readonly PolicyName: string };

  constructor(
    private readonly spec: DenyWritesSpec,
    private readonly iam: IAMClient,
  ) {
    this.name = switchName(spec);
    this.policy = { RoleName: roleName(spec), PolicyName: POLICY };
  }

  async read(): Promise<DeniedState> {
    try {
      const { PolicyDocument = '' } = await this.iam.send(new GetRolePolicyCommand(this.policy));
      return { denied: decodeURIComponent(PolicyDocument) === this.document() };
    } catch (error) {
      if (error instanceof NoSuchEntityException) return { denied: false };
      throw error;
    }
  }

  stateIn(mode: TrafficMode): DeniedState {
    return denyWritesIn(mode);
  }

  async write({ denied }: DeniedState): Promise<void> {
    await (denied ? this.deny() : this.allow());
  }

  /** The canary of the bucket: IAM itself is asked, with everything that is attached to the role. */
  async awaits({ denied }: DeniedState): Promise<string | undefined> {
    if (!denied) return (await this.read()).denied ? `${this.name} are still denied` : undefined;
    const canary = this.spec.objectsArn.replace('*', '.pegasus-backup/canary');
    const decisions = await simulate(this.iam, {
      role: this.spec.roleArn,
      actions: CANARY_ACTIONS,
      resource: canary,
    });
    const refused = decisions.filter(({ decision }) => decision === 'explicitDeny');
    if (refused.length === CANARY_ACTIONS.length) return undefined;
    const said = decisions.map(({ action, decision }) => `${action} ${decision}`).join(', ');
    return `IAM says of ${this.name}: ${said || 'nothing'}`;
  }

  private async deny(): Promise<void> {
    await this.iam.send(new PutRolePolicyCommand({ ...this.policy, PolicyDocument: this.document() }));
  }

  private async allow(): Promise<void> {
    try {
      await this.iam.send(new DeleteRolePolicyCommand(this.policy));
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
    }
  }

  private document(): string {
    const statement = { Sid: 'Frozen', Effect: 'Deny', Action: WRITES, Resource: this.spec.objectsArn };
    return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  }
}
