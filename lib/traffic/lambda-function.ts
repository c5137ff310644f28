import { CfnFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { atOnce } from './low-traffic';
import type { SwitchDefinition } from './switch-definition';

export interface LambdaFunctionSwitchOptions {
  /**
   * Invocations at once in low traffic; never more than were reserved before the freeze.
   *
   * @default 1
   */
  readonly lowTrafficConcurrency?: number;
}

export function lambdaFunctionSwitch(fn: IFunction, options: LambdaFunctionSwitchOptions): SwitchDefinition {
  const lowTrafficConcurrency = atOnce('`lowTrafficConcurrency`', options.lowTrafficConcurrency);
  return {
    reserves: isReserved(fn) ? 0 : lowTrafficConcurrency,
    spec: () => ({ kind: 'lambda-function', functionName: fn.functionName, lowTrafficConcurrency }),
    reads: () => [
      {
        reason: 'reads the reserved concurrency',
        actions: ['lambda:GetFunctionConcurrency'],
        resources: [fn.functionArn],
      },
    ],
    changes: () => [
      {
        reason: 'sets the reserved concurrency and takes it away again',
        actions: ['lambda:PutFunctionConcurrency', 'lambda:DeleteFunctionConcurrency'],
        resources: [fn.functionArn],
      },
    ],
  };
}

/** As far as this app makes it. */
function isReserved({ node }: IFunction): boolean {
  const resource = node.defaultChild;
  return CfnFunction.isCfnFunction(resource) && resource.reservedConcurrentExecutions !== undefined;
}
