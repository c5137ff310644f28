import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Progress } from '../../../cli/progress';
import { RewindJob } from '../../../cli/rewind/job';
import type { Intercept } from '../../../local/aws/lambda/functions';
import { currentDatabaseUrl } from '../../../local/drill/stage';
import { eventually } from '../../../local/drill/wait';
import { openProduction, type Production } from './production';

export interface Invocation {
  readonly name: string;
  readonly payload: unknown;
  /** Its handler ran. */
  readonly ran: boolean;
}

const onOldDatabase = z.looseObject({
  status: z.literal('ready'),
  mode: z.literal('open'),
  generation: z.literal(0),
});

/** A production that is set up once and put back after every trial: dozens of restores take seconds each. */
export class Rig {
  static async open(seed = 1, erasedTables?: readonly string[]): Promise<Rig> {
    const production = await openProduction(seed, erasedTables);
    return new Rig(production, await currentDatabaseUrl(production.stage));
  }

  /** What happens to invocations instead of their handlers; of the trial that is under way. */
  fault: Intercept | undefined;
  /** Of the trial that is under way, in order. */
  readonly invocations: Invocation[] = [];
  private readonly undo: (() => void)[] = [];
  private readonly putStoresBack: () => void;
  private readonly secret: string;
  private readonly traffic: string;

  private constructor(
    readonly production: Production,
    readonly sourceUrl: string,
  ) {
    const { aws, stage, installation } = production;
    aws.functions.intercept = async (name, payload) => {
      const interception = await this.fault?.(name, payload);
      this.invocations.push({ name, payload, ran: interception === undefined || interception === 'lose' });
      return interception;
    };
    this.putStoresBack = aws.s3.checkpoint();
    this.secret = aws.secrets.value(stage.databaseSecretArn);
    this.traffic = aws.parameters.get(installation.trafficParameter)?.Value ?? '';
  }

  /** What functions printed, by function. */
  get logs(): string {
    return join(this.production.directory, 'logs');
  }

  /** As the command line does it: `pegasus-backup rewind --dry-run`. */
  async dryRun(): Promise<void> {
    const { stage, truth } = this.production;
    const { source, at } = { source: { bucket: stage.bucket, prefix: stage.prefix }, at: truth.targetTime.getTime() };
    const job = { command: 'rewind' as const, source, at, targetTime: null, multipartWindow: 0, needsHistory: true };
    const options = { concurrency: 8, listers: 2, deep: 'sample' as const, allowEmpty: false, evidence: '.' };
    await new RewindJob(stage.s3, job, options, new Progress()).preview();
  }

  async putEvidence(key: string, text: string): Promise<void> {
    const { stage, installation } = this.production;
    await stage.s3.send(new PutObjectCommand({ Bucket: installation.evidenceBucket, Key: key, Body: text }));
  }

  /** What undoes the fault that is under way, when it is lifted. */
  onLift(undo: () => void): void {
    this.undo.push(undo);
  }

  /** All handlers of the restore have these variables beside their own, until the fault is lifted. */
  setVariables(variables: Readonly<Record<string, string>>): void {
    const { aws, installation } = this.production;
    const handlers = new Set(installation.definition.match(/arn:aws:lambda:[^"]+/g));
    for (const handler of handlers) {
      const { environment } = aws.functions.definitionOf(handler);
      aws.functions.reconfigure(handler, { ...environment, ...variables });
      this.onLift(() => aws.functions.reconfigure(handler, environment));
    }
  }

  /** The fault is over: whoever decides has seen to it. */
  lift(): void {
    const { s3, rds } = this.production.aws;
    this.fault = undefined;
    this.production.front.answer = undefined;
    s3.faults.intercept = undefined;
    s3.faults.refuse = undefined;
    rds.intercept = undefined;
    rds.hasRoom = undefined;
    for (const undo of this.undo.splice(0)) undo();
  }

  /** Everything as it was after the incident; the source database needs no putting back, and that is looked at. */
  async putBack(): Promise<void> {
    const { aws, stage, installation } = this.production;
    this.lift();
    for (const execution of aws.states.executionsOf(installation.stateMachineArn)) execution.stop('ABORTED');
    this.putStoresBack();
    aws.parameters.put(installation.trafficParameter, this.traffic, 'String', true);
    if (aws.secrets.value(stage.databaseSecretArn) !== this.secret) {
      aws.secrets.put(stage.databaseSecretArn, this.secret);
    }
    await aws.rds.keepOnly(stage.databaseIdentifier);
    aws.topics.messages.length = 0;
    for (const log of readdirSync(this.logs)) truncateSync(join(this.logs, log));
    this.invocations.length = 0;
    await eventually('the application on its old database', async () => {
      const answer = await fetch(`${this.production.application.url}/health/ready`).catch(() => undefined);
      const { data } = onOldDatabase.safeParse(answer?.ok ? await answer.json() : undefined);
      return data && true;
    });
  }

  async close(): Promise<void> {
    const { application, front, aws, directory } = this.production;
    await application.close();
    await front.close();
    await aws.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
