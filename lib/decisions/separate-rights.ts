import { Validations } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { Rights } from './rights';

interface Separated extends IConstruct {
  readonly restoreStateMachine: IStateMachine;
  readonly decisionStateMachine: IStateMachine;
}

/** Warns of principals of this app that may start restores and decide on them: an approval by them would prove nothing. */
export function warnOfBothRights(backup: Separated): void {
  backup.node.addValidation({
    validate: () => {
      const both = whoMayBoth(backup);
      if (both.length > 0) {
        Validations.of(backup).addWarning(
          'pegasus-backup:requester-decides',
          `${both.join(', ')} may start restores and may also decide on them. Give \`grantStartRestore\` and \`grantDecide\` to different principals, or acknowledge this warning.`,
        );
      }
      return [];
    },
  });
}

function whoMayBoth(backup: Separated): string[] {
  const rights = new Rights(backup.node.root);
  const restores = backup.restoreStateMachine.stateMachineArn;
  const decisions = backup.decisionStateMachine.stateMachineArn;
  return rights.principals.filter(
    (one) =>
      rights.may(one, 'states:StartExecution', restores) &&
      (rights.may(one, 'states:StartExecution', decisions) || rights.may(one, 'states:SendTaskSuccess', restores)),
  );
}
