import { Fn } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, type ISchedule } from 'aws-cdk-lib/aws-scheduler';
import type { SwitchDefinition } from './switch-definition';

export interface ScheduleSwitchOptions {
  /**
   * The role with which the schedule invokes its target: an update of a schedule passes it again.
   *
   * @default - that of a schedule of this app; for an imported one it must be given
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
      reason: 'an update of a schedule passes the role of its target',
      actions: ['iam:PassRole'],
      resources: [targetRole?.roleArn ?? roleOf(schedule)],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ],
});

/** An imported schedule knows its group by its ARN only: `arn:…:schedule/group/name`. */
const groupOf = (schedule: ISchedule): string => Fn.select(1, Fn.split('/', schedule.scheduleArn));

/** @throws Error for an imported schedule: with the right to pass any role, whatever may start schedules could become any role that they use */
function roleOf({ node }: ISchedule): string {
  const resource = node.defaultChild;
  const target = CfnSchedule.isCfnSchedule(resource) ? resource.target : undefined;
  if (target && 'roleArn' in target) return target.roleArn;
  throw new Error(
    `\`targetRole\` of TrafficSwitch.schedule() is missing, and ${node.path} is imported: give the role with which the schedule invokes its target (in cdk.json \`scheduleTargetRoleArns\`). An update of the schedule passes it, and no other role may be passed.`,
  );
}
