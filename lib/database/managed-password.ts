import { Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnDBCluster, CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** The secret that RDS makes for a password that it manages. */
export function isOfRds({ secretArn }: ISecret): boolean {
  const { firstToken } = Tokenization.reverseString(secretArn);
  return Reference.isReference(firstToken) && firstToken.displayName === 'MasterUserSecret.SecretArn';
}

/** At synth: a password that RDS is told to manage past the construct is in another secret than the construct's. */
export function checkManagedPassword(resource: CfnDBInstance | CfnDBCluster | undefined, credentials: ISecret): void {
  if (resource === undefined || isOfRds(credentials)) return;
  const { node } = resource;
  node.addValidation({
    validate: () => {
      if (Stack.of(resource).resolve(resource.manageMasterUserPassword) !== true) return [];
      const database = node.scope?.node.path ?? node.path;
      return [
        `\`manageMasterUserPassword\` of ${database} is set on its resource: RDS keeps the password in a secret of its own, and ${credentials.node.path}, with which handlers would connect, has another one. Set it in the props of ${database}, or give ProtectedDatabase the \`credentials\` of another user.`,
      ];
    },
  });
}
