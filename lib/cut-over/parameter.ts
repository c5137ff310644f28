import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { CutOverDefinition } from './cut-over-definition';

export const parameterCutOver = (parameter: IStringParameter): CutOverDefinition => ({
  spec: { kind: 'parameter', parameterName: parameter.parameterName },
  reads: (reason) => [{ reason, actions: ['ssm:GetParameter'], resources: [parameter.parameterArn] }],
  cutsOver: () => [
    {
      reason: 'rewrites host and port that the application reads',
      actions: ['ssm:GetParameter', 'ssm:PutParameter'],
      resources: [parameter.parameterArn],
    },
  ],
  call: () => ({ action: 'ssm:PutParameter', resource: parameter.parameterArn }),
});
