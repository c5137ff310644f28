import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { readsSecret, rewritesSecret } from '../handler/permission';
import type { CutOverDefinition } from './cut-over-definition';

export const secretCutOver = (secret: ISecret): CutOverDefinition => ({
  spec: { kind: 'secret', secretArn: secret.secretArn },
  reads: (reason) => readsSecret(secret, reason),
  cutsOver: () => rewritesSecret(secret, 'rewrites host and port that the application reads'),
  call: () => ({
    action: 'secretsmanager:PutSecretValue',
    resource: secret.secretFullArn ?? `${secret.secretArn}-aaaaaa`,
  }),
});
