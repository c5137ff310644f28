import { type IStringParameter, ParameterType } from 'aws-cdk-lib/aws-ssm';
import { nameOf, placeOf } from '../options/imported-parameter';
import { keepOutOfTemplates } from '../options/kept-out-of-templates';
import type { CutOverDefinition } from './cut-over-definition';

export function parameterCutOver(parameter: IStringParameter): CutOverDefinition {
  keepOutOfTemplates(
    parameter,
    (path) =>
      `\`cutOver\` has the parameter ${path}, whose value is in a template: a deployment that changes it leads the application back to the old database. Make it once, with \`aws ssm put-parameter\` (examples/database-url), and import it with \`StringParameter.fromStringParameterName\`.`,
  );
  refuseEncrypted(parameter);
  return definitionOf(parameter);
}

/** @throws Error for one of which this app knows that PlanRestore would refuse it */
function refuseEncrypted({ node, parameterType }: IStringParameter): void {
  if (parameterType !== ParameterType.SECURE_STRING) return;
  throw new Error(
    `\`cutOver\` has the parameter ${node.path} of the type SecureString; one of the type String is allowed: keep host and port in it, which are no secret, and the password in a secret (examples/database-url).`,
  );
}

const definitionOf = (parameter: IStringParameter): CutOverDefinition => ({
  spec: { kind: 'parameter', parameterName: nameOf(parameter) },
  // By its name, which is another parameter in another account.
  place: { of: placeOf(parameter), what: 'parameter' },
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
