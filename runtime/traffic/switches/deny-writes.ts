import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  LimitExceededException,
  NoSuchEntityException,
  paginateListAttachedRolePolicies,
} from '@aws-sdk/client-iam';
import * as z from 'zod';
import {
  type DeniedState,
  type DenyWritesSpec,
  denyWritesIn,
  roleName,
  switchName,
} from '../../../domain/traffic/switches';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import { simulate } from '../../readiness/role-simulation';
import type { SwitchAdapter } from './switch';

/** What the canary asks IAM: would this role, now, be let through? */
const CANARY_ACTIONS = ['s3:PutObject', 's3:DeleteObject'];

/**
 * A managed policy, attached to a writer's role, that denies it every write to the protected location. A deny stands above
 * every allow, and holds for URLs too that the role has signed before. The policy is made by a deployment: who may attach
 * it can freeze a writer and nothing else, who may write inline policies can give any right.
 */
export class DenyWritesSwitch implements SwitchAdapter<DeniedState> {
  readonly schema = z.object({ denied: z.boolean() });
  readonly name: string;
  private readonly attached: { readonly RoleName: string; readonly PolicyArn: string };

  constructor(
    private readonly spec: DenyWritesSpec,
    private readonly iam: IAMClient,
  ) {
    this.name = switchName(spec);
    this.attached = { RoleName: roleName(spec), PolicyArn: spec.policyArn };
  }

  async read(): Promise<DeniedState> {
    const { RoleName, PolicyArn } = this.attached;
    for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies(
      { client: this.iam },
      { RoleName },
    )) {
      if (AttachedPolicies.some((one) => one.PolicyArn === PolicyArn)) return { denied: true };
    }
    return { denied: false };
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
    try {
      await this.iam.send(new AttachRolePolicyCommand(this.attached));
    } catch (error) {
      if (!(error instanceof LimitExceededException)) throw error;
      throw new PegasusError(
        ErrorName.FREEZE_FAILED,
        `${this.name} cannot be denied: the role has as many managed policies as the account allows (${error.message}). Detach one, or raise the quota "Managed policies per role".`,
      );
    }
  }

  private async allow(): Promise<void> {
    try {
      await this.iam.send(new DetachRolePolicyCommand(this.attached));
    } catch (error) {
      if (!(error instanceof NoSuchEntityException)) throw error;
    }
  }
}
