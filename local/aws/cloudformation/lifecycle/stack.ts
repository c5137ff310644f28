import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import type { Account, Part } from './account';
import type { CreationPlan } from './creation-order';
import { inStack, nameOf } from './names';

type Status = 'CREATE_COMPLETE' | 'ROLLBACK_COMPLETE' | 'ROLLBACK_FAILED' | 'DELETE_COMPLETE' | 'DELETE_FAILED';

export interface Attempt {
  /** The resource that cannot be made. It is there when it fails, as a service that never gets stable is. */
  readonly failing?: string;
  /** Of the stack in the cloud assembly. @default false */
  readonly terminationProtection?: boolean;
}

/**
 * A stack that can fail: what CloudFormation makes, rolls back, deletes and leaves, over templates alone. It makes nothing
 * on this machine, and so needs no service of it.
 */
export class FailingStack {
  /** Undefined: it was never made. */
  status?: Status;
  /** Why the last of them has failed, and what was refused on the way back. */
  reasons: string[] = [];
  terminationProtection = false;
  private parts: Part[] = [];

  constructor(
    private readonly account: Account,
    readonly name: string,
  ) {}

  /**
   * As `cdk deploy`: what has failed to be created is deleted first; the termination protection is set before anything
   * is made.
   * @throws Error where nothing is made because the stack is in the way
   */
  async deploy(plan: CreationPlan, attempt: Attempt = {}): Promise<void> {
    if (this.status?.startsWith('ROLLBACK_')) {
      this.delete();
      if (this.status !== 'DELETE_COMPLETE') throw new Error(`${this.status}: ${this.reasons.join('; ')}`);
    }
    if (this.status !== undefined && this.status !== 'DELETE_COMPLETE') {
      throw new Error(`${this.name} is ${this.status}: this machine only creates and deletes`);
    }
    this.terminationProtection = attempt.terminationProtection ?? false;
    await this.create(plan, attempt);
  }

  /** @throws Error while it is protected */
  delete(): void {
    if (this.terminationProtection)
      throw new Error(`${this.name} cannot be deleted while TerminationProtection is enabled`);
    this.status = this.remove(/^Retain/) ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  }

  private async create(plan: CreationPlan, { failing }: Attempt): Promise<void> {
    const parts = await this.partsOf(plan);
    this.parts = [];
    this.reasons = [];
    try {
      for (const part of parts) {
        this.account.make(part);
        this.parts.push(part);
        if (part.logicalId === failing) throw new Error(`${failing} has failed`);
      }
      this.status = 'CREATE_COMPLETE';
    } catch (error) {
      this.status = this.remove(/^Retain$/) ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED';
      this.reasons.unshift((error as Error).message);
    }
  }

  /** In the order in which they are made. */
  private async partsOf({ template, order }: CreationPlan): Promise<Part[]> {
    // The last word of it is another one with each creation.
    const stackId = `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${this.name}/${randomUUID()}`;
    const references = inStack(template, stackId);
    const parts = new Map<string, Part>();
    for (const [logicalId, { needs }] of order) {
      const { Type, Properties, DeletionPolicy = 'Delete', Condition } = template.Resources[logicalId]!;
      if (Condition !== undefined && !(await references.condition(Condition))) continue;
      const named = nameOf(template, logicalId, references);
      parts.set(logicalId, {
        logicalId,
        type: Type,
        name: named && (await named),
        needs: needs.flatMap((id) => parts.get(id) ?? []),
        deletionPolicy: DeletionPolicy,
        deletionProtection: Properties.DeletionProtection === true,
      });
    }
    return [...parts.values()];
  }

  /** @returns whether nothing is left of it but what it is to keep, which stands on its own from now on */
  private remove(kept: RegExp): boolean {
    this.reasons = [];
    this.parts = this.parts
      .toReversed()
      .filter((part) => {
        if (kept.test(part.deletionPolicy)) return false;
        try {
          this.account.delete(part);
          return false;
        } catch (error) {
          this.reasons.push((error as Error).message);
          return true;
        }
      })
      .toReversed();
    return this.parts.length === 0;
  }
}
