import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ServiceRole } from '../handler/service-role';
import { explainWildcard } from '../handler/wildcards';

const ID = 'PegasusBackupSchedules';

/** With what the schedules of a stack start what they start, and nothing else: one for all of them. */
export class SchedulesRole extends ServiceRole {
  static of(scope: Construct): SchedulesRole {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as SchedulesRole | undefined) ?? new SchedulesRole(stack);
  }

  /** As above, told that a target of CDK will let it invoke the function. */
  static toInvoke(target: IFunction): SchedulesRole {
    const role = SchedulesRole.of(target);
    explainWildcard(role, `${target.functionArn}:*`, 'CDK lets a schedule invoke any version of its target');
    return role;
  }

  private constructor(stack: Stack) {
    super(stack, ID, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Starts what the schedules of PegasusBackup start',
    });
  }
}
