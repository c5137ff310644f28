import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { CfnParameter, type IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { nameOf, placeOf } from './imported-parameter';

/**
 * What a restore writes is in no template: a deployment would write the first value again.
 *
 * @param say the sentence, for the path of the parameter
 * @throws Error for a parameter that this app deploys; one of the same name is found at synth
 */
export function keepOutOfTemplates(parameter: IStringParameter, say: (path: string) => string): void {
  if (parameter.node.defaultChild instanceof CfnParameter) throw new Error(say(parameter.node.path));
  parameter.node.addValidation({
    validate: () => namesakes(parameter).map(({ node }) => say(node.path.replace(/\/Resource$/, ''))),
  });
}

function namesakes(parameter: IStringParameter): CfnParameter[] {
  const { node, env } = placeOf(parameter);
  const name = nameOf(parameter);
  if (Token.isUnresolved(name)) return [];
  const deployed = node.root.node.findAll().filter((one): one is CfnParameter => one instanceof CfnParameter);
  return deployed.filter((one) => {
    const { account, region } = Stack.of(one);
    const apart = Token.compareStrings(account, env.account) === TokenComparison.DIFFERENT;
    const away = Token.compareStrings(region, env.region) === TokenComparison.DIFFERENT;
    return one.name === name && !apart && !away;
  });
}
