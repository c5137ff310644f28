import { z } from 'zod';
import { seconds } from '../../../domain/request/target-time';
import { runIdOf } from '../../../domain/workflow/run-names';
import type { Decision, RestoreRequest, StepName } from '../../../domain/workflow/workflow';
import type { Execution } from '../../../local/aws/step-functions/execution';
import type { HistoryEntry } from '../../../local/aws/step-functions/history';
import { textOf } from './evidence';
import type { Rig } from './rig';

const asked = z.object({ attempt: z.number() });

/** Text for what is no request at all. */
export type Request = Partial<RestoreRequest> | string;

/** Where a run stands that does nothing more by itself. */
export type Stand = 'held' | 'waits for approval' | 'ended';

/** One execution, and the people beside it: one approves it, and one answers when it holds. */
export class RestoreRun {
  readonly runId: string;
  private readonly events: AsyncGenerator<HistoryEntry>;
  private readonly tokensSeen = new Set<string>();

  private constructor(
    private readonly rig: Rig,
    readonly execution: Execution,
    private readonly approver: string,
  ) {
    this.runId = runIdOf(execution.origin.name);
    this.events = execution.history.follow();
  }

  /**
   * @param request what a person types, beside what is always asked for
   * @param name of the execution
   */
  static start(
    rig: Rig,
    { request = {}, name, approver = 'grace' }: { request?: Request; name?: string; approver?: string } = {},
  ): RestoreRun {
    const { aws, installation, truth } = rig.production;
    const usual = {
      targetTime: seconds(truth.targetTime.getTime()),
      reason: 'lectures deleted by mistake',
      requestedBy: 'ada',
    };
    const input = typeof request === 'string' ? request : JSON.stringify({ ...usual, ...request });
    return new RestoreRun(rig, aws.states.startExecution(installation.stateMachineArn, input, name), approver);
  }

  /** Approves as long as somebody asks for it. */
  async stands(): Promise<Stand> {
    for (;;) {
      const { value, done } = await this.events.next();
      if (done) return 'ended';
      if (value.event.type !== 'TaskSubmitted') continue;
      if (value.state === ('AwaitDecision' satisfies StepName)) return 'held';
      const approval = { approvedBy: this.approver, approvedAt: new Date().toISOString() };
      if (!(await this.answer('approval.json', approval))) return 'waits for approval';
    }
  }

  /** @returns false when nobody has been given a token to answer with */
  async decide(action: Decision['action']): Promise<boolean> {
    const decisions = this.rig.invocations.filter(({ name }) => name.includes('AwaitDecision'));
    const { attempt } = asked.parse(decisions.at(-1)?.payload);
    const at = new Date().toISOString();
    return await this.answer(`decisions/attempt-${attempt}.json`, {
      action,
      by: 'grace',
      at,
      reason: 'the cause is gone',
    });
  }

  private async answer(name: string, output: object): Promise<boolean> {
    const { aws } = this.rig.production;
    const text = await textOf(this.rig, `runs/${this.runId}/${name}`);
    if (text === undefined) return false;
    const { taskToken } = JSON.parse(text) as { taskToken: string };
    if (this.tokensSeen.has(taskToken)) return false;
    this.tokensSeen.add(taskToken);
    aws.states.tokens.succeed(taskToken, JSON.stringify(output));
    return true;
  }
}
