import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Answer, describe, jsonOf } from '../../domain/checks/answer';
import { holdsRows, noteJob, readJob, readJobId, SMOKE_JOBS, smokeLectureId } from '../../domain/checks/smoke-job';
import { hasText } from '../../domain/checks/transcripts';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { SmokeJob, Workflow } from '../../domain/workflow/workflow';
import { Application } from '../../runtime/checks/application';
import { ingestForm } from '../../runtime/checks/ingest-form';
import { CLOCK, type Clock } from '../../runtime/execution/clock';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { poll, until } from '../../runtime/execution/poll-until';
import { Secrets } from '../../runtime/execution/secrets';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface RunSmokeJobEnvironment {
  readonly APPLICATION_URL: string;
  readonly ALLOW_PRIVATE_ADDRESSES?: string;
  readonly WRITE_TOKEN_SECRET_ARN?: string;
}

export type RunSmokeJobInput = Pick<Workflow, 'plan' | 'attempt' | 'lowTraffic'>;

export interface RunSmokeJobWorld {
  readonly application: Pick<Application, 'get' | 'post' | 'delete'>;
  readonly clock: Clock;
  /** Milliseconds, the clock's: a job that is not done by then has failed. */
  readonly deadline: number;
}

const POLL_MILLISECONDS = 250;
const THROTTLED_MILLISECONDS = 2_000;
/** The whole smoke job, at most. */
const LIMIT_MILLISECONDS = 600_000;

/**
 * One lecture through the whole application: ingest, transcribe, generate, export, and away again, which is looked at too.
 * The lecture is removed after a failure as well. Nothing is run in an isolated drill: there the application still
 * serves production.
 * @throws PegasusError `SmokeJobFailed` naming the call and its answer
 */
export async function runSmokeJob({ plan }: RunSmokeJobInput, world: RunSmokeJobWorld): Promise<SmokeJob> {
  const lectureId = smokeLectureId(plan.runId);
  if (plan.mode === 'drill') return { lectureId, jobs: [], cleanedUp: true };
  const job = new Smoke(lectureId, world);
  let jobs: readonly string[];
  try {
    jobs = await job.run();
  } catch (failure) {
    const left = await job.cleanUp().then(
      () => '',
      (error: unknown) => ` Cleaning up failed too: ${messageOf(error)}`,
    );
    throw new PegasusError(ErrorName.SMOKE_JOB_FAILED, messageOf(failure) + left, { cause: failure });
  }
  await job.cleanUp();
  return { lectureId, jobs, cleanedUp: true };
}

class Smoke {
  private readonly path: string;
  private readonly exported: string;

  constructor(
    private readonly lectureId: string,
    private readonly world: RunSmokeJobWorld,
  ) {
    this.path = `/lectures/${encodeURIComponent(lectureId)}`;
    this.exported = `/exports/${encodeURIComponent(lectureId)}/markdown`;
  }

  async run(): Promise<readonly string[]> {
    await this.call('POST', '/lectures/ingest', isSuccess, ingestForm(this.lectureId, 'Smoke job of a restore'));
    const jobs: string[] = [];
    for (const { call, job } of SMOKE_JOBS) jobs.push(noteJob(job, await this.job(call)));
    await this.call('GET', `${this.path}/transcript`, (answer) => answer.status === 200 && hasText(jsonOf(answer)));
    await this.call('GET', `${this.path}/artifacts`, (answer) => answer.status === 200 && holdsRows(answer));
    await this.call('GET', this.exported, ({ status, body }) => status === 200 && body.trim() !== '');
    return jobs;
  }

  /** Gone means gone: the lecture, its transcript and its export are asked for again. */
  async cleanUp(): Promise<void> {
    const isGone = ({ status }: Answer) => status === 404;
    await this.call('DELETE', `${this.path}?purge_storage=true`, (answer) => isSuccess(answer) || isGone(answer));
    await this.call('GET', this.path, isGone);
    await this.call('GET', `${this.path}/transcript`, isGone);
    // Builds differ: a file that is not found, or no rows.
    await this.call('GET', this.exported, (answer) => isGone(answer) || isEmptyList(answer));
  }

  /** @returns whether it was carried out inline, without a queue */
  private async job(call: string): Promise<boolean> {
    const { clock, deadline } = this.world;
    const started = await this.call(
      'POST',
      `${this.path}/${call}`,
      (answer) => isSuccess(answer) && readJobId(answer) !== undefined,
    );
    const path = `/jobs/${encodeURIComponent(readJobId(started) ?? '')}`;
    const answer = await poll(
      () => this.call('GET', path, isSuccess),
      (seen) => ['done', 'failed'].includes(readJob(seen).state),
      until(deadline, POLL_MILLISECONDS, clock),
    );
    const job = readJob(answer);
    if (job.state === 'done') return job.inline;
    if (job.state === 'failed') throw failed(`the job of \`POST ${this.path}/${call}\` failed: ${job.error}`);
    throw failed(`\`GET ${path}\` still answers ${describe(answer)} (${call})`);
  }

  /** Throttling (429) is waited for; everything else unexpected is a failure. */
  private async call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    isRight: (answer: Answer) => boolean,
    form?: FormData,
  ): Promise<Answer> {
    const { clock, deadline } = this.world;
    const answer = await poll(
      () => this.send(method, path, form),
      (seen) => isRight(seen) || seen.status !== 429,
      until(deadline, THROTTLED_MILLISECONDS, clock),
    );
    if (isRight(answer)) return answer;
    throw failed(`\`${method} ${path}\` answered ${describe(answer)}`);
  }

  private async send(method: 'GET' | 'POST' | 'DELETE', path: string, form?: FormData): Promise<Answer> {
    const { application } = this.world;
    try {
      if (method === 'GET') return await application.get(path);
      return method === 'POST' ? await application.post(path, form) : await application.delete(path);
    } catch (error) {
      throw failed(`\`${method} ${path}\` was not answered: ${messageOf(error)}`);
    }
  }
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

function isEmptyList(answer: Answer): boolean {
  const body = jsonOf(answer);
  return answer.status === 200 && Array.isArray(body) && body.length === 0;
}

function failed(what: string): PegasusError {
  return new PegasusError(ErrorName.SMOKE_JOB_FAILED, `In the smoke job ${what}.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const handler = stepHandler<RunSmokeJobInput, SmokeJob>('RunSmokeJob', async (input, context) => {
  const variables = environment<RunSmokeJobEnvironment>({
    APPLICATION_URL: 'required',
    ALLOW_PRIVATE_ADDRESSES: 'optional',
    WRITE_TOKEN_SECRET_ARN: 'optional',
  });
  return await runSmokeJob(input, {
    application: await Application.connect(variables, new Secrets(new SecretsManagerClient({}))),
    clock: CLOCK,
    deadline: CLOCK.now() + Math.min(timeLeft(context, 'ending'), LIMIT_MILLISECONDS),
  });
});
