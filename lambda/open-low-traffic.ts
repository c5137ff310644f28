import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import type { LowTraffic, Workflow } from '../domain/workflow';
import { Evidence } from './clients/evidence';
import { Secrets } from './clients/secrets';
import { TrafficParameter } from './clients/traffic';
import { requireOurTraffic } from './our-traffic';
import { environment, type StepInvocation, stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface OpenLowTrafficEnvironment {
  readonly TRAFFIC_PARAMETER: string;
  readonly CUT_OVER_SECRET_ARN: string;
}

export type OpenLowTrafficInput = Pick<Workflow, 'plan' | 'freeze' | 'database'>;

/** What OpenLowTraffic needs of the world. */
export interface OpenLowTrafficWorld {
  readonly traffic: Pick<TrafficParameter, 'read' | 'set'>;
  readonly secrets: Pick<Secrets, 'read' | 'write'>;
  readonly evidence: Pick<Evidence, 'createJson'>;
  readonly cutOverSecretArn: string;
}

/** The cut-over secret, as far as this step knows it; everything else in it is kept as it is. */
const cutOverSecret = z.looseObject({
  host: z.string().optional(),
  port: z.coerce.number().optional(),
  generation: z.coerce.number().optional(),
});

/**
 * Cuts over: the secret the application reads names the restored database and the new generation, then traffic goes to
 * low-traffic under that generation. The secret comes first: an instance that obeys the new mode must not find the old
 * database. What the secret said before is recorded by version, for the way back (`cut-over.json`).
 */
export async function openLowTraffic(
  { plan, freeze, database, step }: OpenLowTrafficInput & StepInvocation,
  { traffic, secrets, evidence, cutOverSecretArn }: OpenLowTrafficWorld,
): Promise<LowTraffic> {
  const { generation } = await requireOurTraffic(freeze, ['frozen', 'low-traffic'], traffic);
  const wanted = { host: database.host, port: database.port, generation };

  const { text, versionId } = await secrets.read(cutOverSecretArn);
  const secret = cutOverSecret.parse(parseSecret(text, cutOverSecretArn));
  const { host, port } = secret;
  if (host !== wanted.host || port !== wanted.port || secret.generation !== generation) {
    const prior = { secretArn: cutOverSecretArn, versionId, host, port, generation: secret.generation ?? 0 };
    await evidence.createJson(`${plan.evidence.prefix}cut-over.json`, { prior, recordedAt: step.enteredAt });
    await secrets.write(cutOverSecretArn, JSON.stringify({ ...secret, ...wanted }));
  }
  const { since } = await traffic.set({ mode: 'low-traffic', generation });
  return { openedAt: since ?? step.enteredAt, generation };
}

/** @throws Error that names the secret and shows nothing of it */
function parseSecret(text: string, arn: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The cut-over secret \`${arn}\` is not JSON; write it as RDS does, with \`host\` and \`port\`.`);
  }
}

export const handler = stepHandler<OpenLowTrafficInput, LowTraffic>('OpenLowTraffic', (input) => {
  const { TRAFFIC_PARAMETER, CUT_OVER_SECRET_ARN } = environment<OpenLowTrafficEnvironment>({
    TRAFFIC_PARAMETER: 'required',
    CUT_OVER_SECRET_ARN: 'required',
  });
  return openLowTraffic(input, {
    traffic: new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER),
    secrets: new Secrets(new SecretsManagerClient({})),
    evidence: new Evidence(new S3Client({}), input.plan.evidence.bucket),
    cutOverSecretArn: CUT_OVER_SECRET_ARN,
  });
});
