import { type Supervisor, superviseApplication } from '../application/supervisor';
import type { Installation, Stage } from './model';

/** The sample application, or the user's own, with everything in its environment that either needs. */
export async function startApplication(
  stage: Stage,
  installation: Installation,
  command: string | undefined,
  log: (line: string) => void,
): Promise<Supervisor> {
  return await superviseApplication({
    command,
    secretId: stage.databaseSecretArn,
    secrets: stage.secrets,
    // The sample application obeys the parameter itself; another one may not.
    stopsWhileFrozen: command === undefined ? undefined : { ssm: stage.ssm, parameter: installation.trafficParameter },
    port: stage.applicationPort,
    log,
    environment: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...stage.aws.environment,
      STORAGE_MODE: 's3',
      S3_BUCKET: stage.bucket,
      S3_PREFIX: stage.prefix.replace(/\/$/, ''),
      S3_ENDPOINT_URL: stage.aws.endpoint,
      TRAFFIC_PARAMETER: installation.trafficParameter,
      WRITE_TOKEN: stage.writeToken,
    },
  });
}
