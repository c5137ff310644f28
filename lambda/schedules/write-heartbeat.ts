import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type Heartbeat, heartbeatKey } from '../../domain/workflow/heartbeat';
import { type CutOverEnvironment, connectCutOver } from '../../runtime/cut-over/connect';
import { databaseAddress } from '../../runtime/cut-over/database-address';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { HeartbeatRows } from '../../runtime/database/heartbeat-rows';
import { connect } from '../../runtime/database/postgres';
import { Secrets } from '../../runtime/execution/secrets';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface WriteHeartbeatEnvironment extends DatabaseEnvironment, CutOverEnvironment {
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX?: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
  /** Without it heartbeats are written during a restore too, and make the bucket differ from its state. */
  readonly TRAFFIC_PARAMETER?: string;
}

export interface WriteHeartbeatWorld {
  /** Undefined where no traffic parameter is known: then always. */
  readonly traffic: Pick<TrafficParameter, 'read'> | undefined;
  readonly rows: Pick<HeartbeatRows, 'now' | 'add'>;
  readonly putObject: (beat: Heartbeat) => Promise<void>;
  readonly newId: () => string;
}

/**
 * Every minute: the same id to both stores. The object first, so that whatever moment a restore picks, the objects are
 * never behind the database. Times are the database's. While traffic is not open nothing is written: it would be a write
 * that escaped the freeze.
 */
export async function writeHeartbeat({ traffic, rows, putObject, newId }: WriteHeartbeatWorld): Promise<void> {
  if (traffic !== undefined && (await traffic.read()).mode !== 'open') return;
  const id = newId();
  await putObject({ id, writtenAt: await rows.now() });
  await rows.add(id);
}

export const handler = stepHandler<unknown, void>('WriteHeartbeat', async () => {
  const variables = environment<WriteHeartbeatEnvironment>({
    ...DATABASE_VARIABLES,
    PROTECTED_BUCKET: 'required',
    OBJECT_PREFIX: 'optional',
    DATABASE_IDENTIFIER: 'required',
    DATABASE_SECRET_ARN: 'required',
    CUT_OVER: 'required',
    TRAFFIC_PARAMETER: 'optional',
  });
  const { DATABASE_IDENTIFIER, DATABASE_SECRET_ARN, CUT_OVER, TRAFFIC_PARAMETER } = variables;
  const secrets = new Secrets(new SecretsManagerClient({}));
  const address = await databaseAddress(connectCutOver(CUT_OVER), () =>
    databasesOf(variables).describe(DATABASE_IDENTIFIER),
  );
  const client = await connect({ secretArn: DATABASE_SECRET_ARN, ...address }, secrets);
  const s3 = new S3Client({});
  try {
    await writeHeartbeat({
      traffic: TRAFFIC_PARAMETER ? new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER) : undefined,
      rows: new HeartbeatRows(client),
      newId: randomUUID,
      putObject: async (beat) => {
        await s3.send(
          new PutObjectCommand({
            Bucket: variables.PROTECTED_BUCKET,
            Key: heartbeatKey(variables.OBJECT_PREFIX ?? ''),
            Body: JSON.stringify(beat),
            ContentType: 'application/json',
          }),
        );
      },
    });
  } finally {
    await client.end();
  }
});
