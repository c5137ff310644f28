import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { CutOverSpec } from '../../domain/traffic/cut-over';
import type { IMPATIENT } from '../execution/fail-fast-client';
import type { Patience } from '../execution/poll-until';
import { Secrets } from '../execution/secrets';
import { CnameCutOver } from './cname';
import type { Way } from './cut-over';
import { ParameterCutOver } from './parameter';
import { RenameSwapCutOver } from './rename-swap';
import { SecretCutOver } from './secret';

/** What each handler that must know the way has in its environment. */
export interface CutOverEnvironment {
  /** JSON: a `CutOverSpec`. */
  readonly CUT_OVER: string;
}

const cutOverSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('secret'), secretArn: z.string() }),
  z.object({ kind: z.literal('parameter'), parameterName: z.string() }),
  z.object({ kind: z.literal('rename-swap') }),
  z.object({ kind: z.literal('cname'), hostedZoneId: z.string(), recordName: z.string() }),
]);

/** Looks once: enough where only the current target is asked for. */
const ONCE: Patience = { again: () => false, pause: async () => {} };

/** @param options of the SDK's clients; those of a watch do not wait for long */
export function connectCutOver(text: string, patience: Patience = ONCE, options: Partial<typeof IMPATIENT> = {}): Way {
  const spec: CutOverSpec = cutOverSpec.parse(JSON.parse(text));
  switch (spec.kind) {
    case 'secret':
      return new SecretCutOver(spec.secretArn, new Secrets(new SecretsManagerClient(options)));
    case 'parameter':
      return new ParameterCutOver(spec.parameterName, new SSMClient(options));
    case 'rename-swap':
      return new RenameSwapCutOver(new RDSClient(options), patience);
    case 'cname':
      return new CnameCutOver(spec, new Route53Client(options), patience);
  }
}
