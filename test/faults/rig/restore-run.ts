import { seconds } from '../../../domain/request/target-time';
import type { DecisionRequest } from '../../../domain/workflow/decision-request';
import { byDigest, type Loss, parseLosses } from '../../../domain/workflow/losses';
import { runIdOf } from '../../../domain/workflow/run-names';
import type { RestoreRequest, StepName } from '../../../domain/workflow/workflow';
import type { Execution } from '../../../local/aws/step-functions/execution';
import type { HistoryEntry } from '../../../local/aws/step-functions/history';
import { evidenceBelow } from './evidence';
import type { Rig } from './rig';

/** Text for what is no request at all. */
export type Request = Partial<RestoreRequest> | string;

/** Where a run stands that does nothing more by itself. */
export type Stand = 'held' | 'waits for approval' | 'ended';

/** One execution, and the people beside it: one approves it, and one answers when it holds. */
export class RestoreRun {
  readonly runId: string;
  private readonly events: AsyncGenerator<HistoryEntry>;

  private constructor(
    private readonly rig: Rig,
    readonly execution: Execution,
    private readonly approval: DecisionRequest['action'],
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
    {
      request = {},
      name,
      approval = 'approve',
    }: { request?: Request; name?: string; approval?: DecisionRequest['action'] } = {},
  ): RestoreRun {
    const { aws, installation, truth } = rig.production;
    const usual = {
      targetTime: seconds(truth.targetTime.getTime()),
      reason: 'lectures deleted by mistake',
      requestedBy: 'ada',
    };
    const input = typeof request === 'string' ? request : JSON.stringify({ ...usual, ...request });
    return new RestoreRun(rig, aws.states.startExecution(installation.stateMachineArn, input, name), approval);
  }

  /** Answers as long as approval is asked for. */
  async stands(): Promise<Stand> {
    for (;;) {
      const { value, done } = await this.events.next();
      if (done) return 'ended';
      if (value.event.type !== 'TaskSubmitted') continue;
      if (value.state === ('AwaitDecision' satisfies StepName)) return 'held';
      if (!(await this.decide(this.approval))) return 'waits for approval';
    }
  }

  /** Starts the decision state machine, as the console would. @returns false when the decision is refused */
  async decide(action: DecisionRequest['action']): Promise<boolean> {
    const { aws, installation } = this.rig.production;
    const losses = action === 'accept-losses' ? await this.losses() : undefined;
    const request: DecisionRequest = { run: this.runId, action, by: 'grace', reason: 'the cause is gone', losses };
    const decision = aws.states.startExecution(installation.decisionStateMachineArn, JSON.stringify(request));
    await decision.finished;
    return decision.status === 'SUCCEEDED';
  }

  /** The list that the last hold has left. */
  private async losses(): Promise<readonly Loss[]> {
    const found = await evidenceBelow(this.rig, `runs/${this.runId}/attempt-`);
    const lists = [...found].filter(([key]) => key.endsWith('/losses.json'));
    return parseLosses(JSON.parse(lists.at(-1)?.[1] ?? '[]')).map(byDigest);
  }
}
