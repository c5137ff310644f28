import { Fn } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ISchedule } from 'aws-cdk-lib/aws-scheduler';
import type { SwitchDefinition } from './switch-definition';

export interface ScheduleSwitchOptions {
  /**
   * The role with which the schedule invokes its target: an update of a schedule passes it again.
   *
   * @default - any role, to EventBridge Scheduler only
   */
  readonly targetRole?: IRole;
}

export const scheduleSwitch = (schedule: ISchedule, { targetRole }: ScheduleSwitchOptions): SwitchDefinition => ({
  spec: () => ({ kind: 'schedule', name: schedule.scheduleName, group: groupOf(schedule) }),
  reads: () => [
    { reason: 'reads the schedule', actions: ['scheduler:GetSchedule'], resources: [schedule.scheduleArn] },
  ],
  changes: () => [
    {
      reason: 'disables the schedule and enables it again',
      actions: ['scheduler:UpdateSchedule'],
      resources: [schedule.scheduleArn],
    },
    {
      reason: 'an update of a schedule passes the role of its target, which the schedule does not tell at synth',
      actions: ['iam:PassRole'],
      resources: [targetRole?.roleArn ?? '*'],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ],
});

/** An imported schedule knows its group by its ARN only: `arn:…:schedule/group/name`. */
const groupOf = (schedule: ISchedule): string => Fn.select(1, Fn.split('/', schedule.scheduleArn));
