import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import type { LowTraffic, Workflow } from '../domain/workflow';
import { Evidence } from './clients/evidence';
import { Secrets } from './clients/secrets';
import { TrafficParameter } from './clients/traffic';
import { SWITCH_POLL_MILLISECONDS, type TrafficWorld } from './freeze-again';
import { recordedFreeze } from './freeze-record';
import { requireOurTraffic } from './our-traffic';
import { patience } from './polling';
import { environment, type StepInvocation, stepHandler } from './step';
import { connectSwitches, type TrafficEnvironment } from './switches/connect';
import { drive, movesTo } from './switches/drive';

/** What the construct puts into this handler's environment. */
export interface OpenLowTrafficEnvironment extends TrafficEnvironment {
  readonly CUT_OVER_SECRET_ARN: string;
}

export type OpenLowTrafficInput = Pick<Workflow, 'plan' | 'attempt' | 'freeze' | 'database'>;

/** What OpenLowTraffic needs of the world. */
export interface OpenLowTrafficWorld extends TrafficWorld {
  readonly secrets: Pick<Secrets, 'read' | 'write'>;
  readonly evidence: Pick<Evidence, 'createJson' | 'getJson'>;
  readonly cutOverSecretArn: string;
}

/** The cut-over secret, as far as this step knows it; everything else in it is kept as it is. */
const cutOverSecret = z.looseObject({
  host: z.string().optional(),
  port: z.coerce.number().optional(),
  dbname: z.string().optional(),
  generation: z.coerce.number().optional(),
});

/**
 * Cuts over: the secret the application reads names the restored database and the new generation, then the switches and
 * the parameter go to low-traffic under that generation. The secret comes first: an instance that starts or obeys the new
 * mode must not find the old database. The parameter comes last: it lets calls in. What the secret said before is recorded by version, for the way back (`cut-over.json`).
 */
export async function openLowTraffic(
  { plan, attempt, freeze, database, step }: OpenLowTrafficInput & StepInvocation,
  { traffic, switches, patience, secrets, evidence, cutOverSecretArn }: OpenLowTrafficWorld,
): Promise<LowTraffic> {
  const { generation } = await requireOurTraffic(
    freeze,
    { modes: ['frozen', 'low-traffic'], attempts: [0, attempt] },
    traffic,
  );
  const wanted = { host: database.host, port: database.port, dbname: database.name, generation };

  const { text, versionId } = await secrets.read(cutOverSecretArn);
  const secret = cutOverSecret.parse(parseSecret(text, cutOverSecretArn));
  const { host, port, dbname } = secret;
  if (host !== wanted.host || port !== wanted.port || dbname !== wanted.dbname || secret.generation !== generation) {
    const prior = { secretArn: cutOverSecretArn, versionId, host, port, dbname, generation: secret.generation ?? 0 };
    await evidence.createJson(`${plan.evidence.prefix}cut-over.json`, { prior, recordedAt: step.enteredAt });
    await secrets.write(cutOverSecretArn, JSON.stringify({ ...secret, ...wanted }));
  }
  const record = await recordedFreeze(plan, evidence);
  if (record !== undefined) await drive(movesTo('low-traffic', record, switches), patience);
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

export const handler = stepHandler<OpenLowTrafficInput, LowTraffic>('OpenLowTraffic', (input, context) => {
  const { TRAFFIC_PARAMETER, SWITCHES, CUT_OVER_SECRET_ARN } = environment<OpenLowTrafficEnvironment>({
    TRAFFIC_PARAMETER: 'required',
    SWITCHES: 'required',
    CUT_OVER_SECRET_ARN: 'required',
  });
  return openLowTraffic(input, {
    traffic: new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER),
    switches: connectSwitches(SWITCHES),
    patience: patience(context, SWITCH_POLL_MILLISECONDS),
    secrets: new Secrets(new SecretsManagerClient({})),
    evidence: new Evidence(new S3Client({}), input.plan.evidence.bucket),
    cutOverSecretArn: CUT_OVER_SECRET_ARN,
  });
});
