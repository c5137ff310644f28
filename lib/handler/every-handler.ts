import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { uniqueName } from '../names/unique-name';
import { NEVER } from './never';

const ID = 'PegasusBackupHandlers';

/**
 * What all handlers of a stack share: one log group, in which a run is read from its first step to its last, also what
 * its state machine says, and one policy, which lets handlers write there and denies what none of them may do. Once for
 * a stack and not for a pair: a stack has room for 500 resources.
 */
export class EveryHandler extends Construct {
  static of(scope: Construct): EveryHandler {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as EveryHandler | undefined) ?? new EveryHandler(stack);
  }

  readonly logGroup: LogGroup;
  readonly policy: ManagedPolicy;

  private constructor(stack: Stack) {
    super(stack, ID);
    this.logGroup = new LogGroup(this, 'Logs', {
      // The prefix keeps the account's resource policy for logs short, which Step Functions writes.
      logGroupName: `/aws/vendedlogs/pegasus-backup/${uniqueName(this, { maxLength: 200 })}`,
      // As long as a report is kept: it says who has decided.
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: 'Of every handler of PegasusBackup: writes its log, and never takes history, copies or locks away',
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.logGroup.logGroupArn],
        }),
        new PolicyStatement({ effect: Effect.DENY, actions: [...NEVER], resources: ['*'] }),
      ],
    });
  }
}
