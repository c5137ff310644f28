import { Token, Validations } from 'aws-cdk-lib';
import { CfnSecret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { OTHER_CUT_OVER } from '../../domain/traffic/cut-over';
import { isOfRds } from '../database/managed-password';
import { describesSecret, readsSecret, rewritesSecret } from '../handler/permission';
import type { CutOverDefinition } from './cut-over-definition';

export function secretCutOver(secret: ISecret): CutOverDefinition {
  refuseManaged(secret);
  refuseAmbiguous(secret);
  warnOfTemplate(secret);
  const describes = describesSecret(secret, 'learns whether another service manages it, or a rotation is under way');
  return {
    spec: { kind: 'secret', secretArn: secret.secretArn },
    place: { of: secret, what: 'secret', parts: ['region'] },
    reads: (reason) => readsSecret(secret, reason),
    describes,
    cutsOver: () => [...rewritesSecret(secret, 'rewrites host and port that the application reads'), ...describes],
    call: () => ({
      action: 'secretsmanager:PutSecretValue',
      resource: secret.secretFullArn ?? `${secret.secretArn}-aaaaaa`,
    }),
  };
}

/** @throws Error for a secret of which this app knows that a service has made it: no one else may write it */
function refuseManaged(secret: ISecret): void {
  const { node, secretArn, secretName } = secret;
  const ofRds = isOfRds(secret);
  // Only a service may put an exclamation mark into a name.
  const named = [secretArn.split(':secret:')[1], secretName].find((name) => name && /^[a-z-]+!/.test(name));
  if (!ofRds && named === undefined) return;
  throw new Error(
    `\`cutOver\` would rewrite the secret ${named ?? node.path}, which ${ofRds ? 'RDS' : 'another service'} manages (\`manageMasterUserPassword\`) and alone may write: ${OTHER_CUT_OVER}.`,
  );
}

/** @throws Error for a name that Secrets Manager would take for one with its six characters */
function refuseAmbiguous({ secretArn, secretFullArn }: ISecret): void {
  const name = secretArn.split(':secret:')[1];
  if (secretFullArn !== undefined || name === undefined || Token.isUnresolved(name)) return;
  if (!/-[a-z0-9]{6}$/i.test(name)) return;
  throw new Error(
    `\`cutOver\` has the secret ${name} without the six characters that Secrets Manager has added, and its name ends as if it had them: Secrets Manager would look for another one. Import it with Secret.fromSecretCompleteArn.`,
  );
}

/** CloudFormation writes a text of a template again only when it changes; then all of it. */
function warnOfTemplate(secret: ISecret): void {
  const { defaultChild, path } = secret.node;
  if (!CfnSecret.isCfnSecret(defaultChild) || defaultChild.secretString === undefined) return;
  Validations.of(secret).addWarning(
    'pegasus-backup:cut-over-in-template',
    `\`cutOver\` rewrites the secret ${path}, whose text is in a template: a deployment that changes a word of it leads the application back to the old database. Keep in it what never changes, or make it once outside of templates and import it with Secret.fromSecretCompleteArn. Acknowledge this warning when a change of it is made by hand.`,
  );
}
