import { ArnFormat, type Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, type IChainable, LogLevel, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { EveryHandler } from '../handler/every-handler';
import { ServiceRole } from '../handler/service-role';
import { explainWildcard } from '../handler/wildcards';
import { executionArn } from './execution-arn';

export interface StateMachineOptions {
  /** What the console shows beside the form that asks for an input. */
  readonly comment: string;
  readonly definition: IChainable;
  readonly timeout: Duration;
  /** The handlers of its tasks. */
  readonly invokes: readonly IFunction[];
  /**
   * It starts executions of itself.
   *
   * @default false
   */
  readonly hasDistributedMap?: boolean;
}

/** Traced and logged, with the reason of each wildcard that CDK gives its role; `Resource` and `Logs` of the scope. */
export function makeStateMachine(scope: Construct, options: StateMachineOptions): StateMachine {
  const { comment, definition, timeout, invokes, hasDistributedMap = false } = options;
  const stateMachine = new StateMachine(scope, 'Resource', {
    comment,
    definitionBody: DefinitionBody.fromChainable(definition),
    queryLanguage: QueryLanguage.JSONATA,
    role: roleOf(scope),
    timeout,
    tracingEnabled: true,
    logs: {
      destination: EveryHandler.of(scope).logGroup,
      level: LogLevel.ALL,
      // The state may name people.
      includeExecutionData: false,
    },
  });
  const { role } = stateMachine;
  explainWildcard(role, '*', 'the actions of X-Ray and of log delivery know no resources');
  for (const { functionArn } of invokes) {
    explainWildcard(role, `${functionArn}:*`, 'a task may invoke any version of its handler');
  }
  if (hasDistributedMap) {
    for (const suffix of [':*', '/*:*']) {
      const reason = 'children of the Distributed Map get their names when they start';
      explainWildcard(stateMachine, executionArn(stateMachine, suffix), reason);
    }
  }
  return stateMachine;
}

/** As CDK makes it: Step Functions in this account, for its state machines only. */
function roleOf(scope: Construct): ServiceRole {
  const { account } = Stack.of(scope);
  const stateMachines = { service: 'states', resource: 'stateMachine', resourceName: '*' };
  return new ServiceRole(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: {
        ArnLike: {
          'aws:SourceArn': Stack.of(scope).formatArn({ ...stateMachines, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
        },
        StringEquals: { 'aws:SourceAccount': account },
      },
    }),
  });
}
