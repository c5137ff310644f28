import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** @param suffix `:*` for every execution, `/*:*` for the children of its map */
export const executionArn = (stateMachine: StateMachine, suffix: string): string =>
  Stack.of(stateMachine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${Fn.select(6, Fn.split(':', stateMachine.stateMachineArn))}${suffix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
