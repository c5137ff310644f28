import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** @param suffix `:*` for every execution, `/*:*` for the children of its map */
export const executionArn = (stateMachine: IStateMachine, suffix: string): string =>
  Stack.of(stateMachine).formatArn({
    service: 'states',
    account: stateMachine.env.account,
    region: stateMachine.env.region,
    resource: 'execution',
    resourceName: `${Fn.select(6, Fn.split(':', stateMachine.stateMachineArn))}${suffix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
