import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { parseTraffic } from '../../domain/traffic/parameter';
import { Child } from './child';

const WATCH_MILLISECONDS = 250;
/** Between two starts of an application that ends by itself. */
const RESTART_MILLISECONDS = 1_000;
const READY_POLL_MILLISECONDS = 100;

export interface SupervisorOptions {
  /** The user's application (`--app-command`), run by the shell. @default - the built-in sample application */
  readonly command?: string;
  /** What the application gets beside `DATABASE_URL`, `PORT` and `PEGASUS_GENERATION`. */
  readonly environment: NodeJS.ProcessEnv;
  /** The secret that the cut-over rewrites: JSON as RDS writes it, and `generation`. */
  readonly secretId: string;
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  /**
   * Stops the application while traffic is frozen, as a service is scaled down to no tasks: for one that does not obey
   * the traffic parameter itself. @default - it runs in every mode
   */
  readonly stopsWhileFrozen?: { readonly ssm: Pick<SSMClient, 'send'>; readonly parameter: string };
  readonly port: number;
  readonly log: (line: string) => void;
}

const applicationSecret = z.object({
  host: z.string(),
  port: z.coerce.number().int(),
  username: z.string(),
  password: z.string(),
  dbname: z.string(),
  sslmode: z.string().optional(),
  generation: z.number().int().default(0),
});

/** The connection string that an application understands, from the secret as RDS writes it. */
export function databaseUrl(secret: Omit<z.infer<typeof applicationSecret>, 'generation'>): string {
  const { host, port, username, password, dbname, sslmode } = secret;
  const login = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  const query = sslmode === undefined ? '' : `?sslmode=${sslmode}`;
  return `postgresql://${login}@${host}:${port}/${encodeURIComponent(dbname)}${query}`;
}

/** Stands in for the platform that runs an application: starts it, and again with the new address after a cut-over. */
export class Supervisor {
  readonly url: string;
  private child: Child | undefined;
  private startedWith: string | undefined;
  private lastEnd: string | undefined;
  private readonly closing = new AbortController();
  private watching: Promise<void> = Promise.resolve();

  constructor(private readonly options: SupervisorOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
  }

  async start(): Promise<void> {
    await this.follow();
    this.watching = this.watch();
  }

  /**
   * Resolves when `/health/ready` answers 200.
   * @throws Error with the last answer, and why the application ended if it has
   */
  async ready(timeoutMilliseconds = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMilliseconds;
    for (;;) {
      const answer = await look(`${this.url}/health/ready`);
      if (answer === undefined) return;
      if (Date.now() > deadline) {
        const ended = this.lastEnd === undefined ? '' : `; it ended with ${this.lastEnd}`;
        throw new Error(
          `The application at ${this.url} is not ready after ${timeoutMilliseconds} ms: ${answer}${ended}.`,
        );
      }
      await sleep(READY_POLL_MILLISECONDS);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
    await this.child?.stop();
  }

  private async watch(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await this.pause(WATCH_MILLISECONDS);
      await this.follow().catch((error: unknown) => this.options.log(`supervisor: ${String(error)}`));
    }
  }

  /** Starts the application when it does not run, or runs with another secret than the current one. */
  private async follow(): Promise<void> {
    const { secrets, secretId, log } = this.options;
    if (await this.isFrozen()) {
      if (!this.child?.isRunning) return;
      log('supervisor: traffic is frozen, the application is stopped');
      return await this.child.stop();
    }
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (this.closing.signal.aborted) return;
    if (this.child?.isRunning && this.startedWith === SecretString) return;
    if (this.child?.isRunning) {
      log('supervisor: the secret has changed, the application starts again');
      await this.child.stop();
    } else if (this.child !== undefined) {
      await this.pause(RESTART_MILLISECONDS);
      if (this.closing.signal.aborted) return;
    }
    this.launch(SecretString ?? '');
  }

  private async isFrozen(): Promise<boolean> {
    const { stopsWhileFrozen } = this.options;
    if (stopsWhileFrozen === undefined) return false;
    const { ssm, parameter } = stopsWhileFrozen;
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: parameter }));
    return parseTraffic(parameter, Parameter?.Value).mode === 'frozen';
  }

  private launch(secretText: string): void {
    const { command, environment, port, log } = this.options;
    const secret = applicationSecret.parse(JSON.parse(secretText));
    const child = new Child({
      command,
      log,
      environment: {
        ...environment,
        PORT: String(port),
        DATABASE_URL: databaseUrl(secret),
        PEGASUS_GENERATION: String(secret.generation),
      },
    });
    this.child = child;
    this.startedWith = secretText;
    void child.ended.then((reason) => {
      this.lastEnd = reason;
      log(`supervisor: the application has ended with ${reason}`);
    });
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.closing.signal }).catch(() => {});
  }
}

export async function superviseApplication(options: SupervisorOptions): Promise<Supervisor> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}

/** @returns undefined when ready, else what was seen */
async function look(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await response.text();
    return response.status === 200 ? undefined : `status ${response.status} ${text.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? String(error.cause ?? error.message) : String(error);
  }
}
