import {
  type DBInstance,
  type Filter,
  ModifyDBInstanceCommand,
  paginateDescribeDBInstances,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { classifyInstanceStatus } from '../../domain/database/instance-status';
import type { Undo } from '../../domain/traffic/cut-over';
import { foreignTags } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { oldIdentifierOf } from '../../domain/workflow/run-names';
import { readingOnlyAnswersOfRds } from '../database/rds/answers';
import { verdictOn } from '../database/rds/rds-responses';
import { firstOf } from '../execution/first-of';
import { type Look, type Patience, pollUntil } from '../execution/poll-until';
import type { Sent, Target, Way } from './cut-over';

/**
 * The old instance steps aside, the restored one takes its name, and the application changes nothing. Between the two no
 * instance has the name. Each is known by what does not change, its resource id or its tags: a try that comes after the
 * first rename goes on with the second.
 */
export class RenameSwapCutOver implements Way {
  constructor(
    private readonly client: RDSClient,
    private readonly patience: Patience,
  ) {
    readingOnlyAnswersOfRds(client);
  }

  /** No pointer is written. */
  async unfit(): Promise<undefined> {}

  async endpoint(): Promise<Sent> {
    return {};
  }

  async undoOf(to: Target): Promise<Undo | undefined> {
    if (await this.isDone(to)) return undefined;
    const { identifier, resourceId } = to.source;
    const aside = oldIdentifierOf(identifier, to.runId);
    return {
      prior: { identifier, resourceId, oldIsCalled: aside, restoredWasCalled: to.identifier },
      undo: `${rename(identifier, to.identifier)} && ${rename(aside, identifier)}`,
    };
  }

  async point(to: Target) {
    await this.stepAside(to);
    if (!(await this.isDone(to))) await this.rename(to.identifier, to.source.identifier);
    return await pollUntil(() => this.answering(to), this.patience);
  }

  /** A name carries no generation. */
  async stay(): Promise<void> {}

  private async stepAside(to: Target): Promise<void> {
    const { identifier, resourceId } = to.source;
    const old = await this.byResourceId(resourceId);
    if (old?.DBInstanceIdentifier === identifier) await this.rename(identifier, oldIdentifierOf(identifier, to.runId));
    await pollUntil(async () => {
      const found = await this.byName(identifier);
      if (found === undefined || isOurs(found, to)) return { found: true };
      if (found.DbiResourceId !== resourceId) throw taken(identifier);
      return { waitingFor: `the source still has the name ${identifier}` };
    }, this.patience);
  }

  private async isDone(to: Target): Promise<boolean> {
    const found = await this.byName(to.source.identifier);
    return found !== undefined && isOurs(found, to);
  }

  private async answering(to: Target): Promise<Look<{ host: string; port: number }>> {
    const found = await this.byName(to.source.identifier);
    const { Address: host, Port: port } = found?.Endpoint ?? {};
    if (found !== undefined && !isOurs(found, to)) throw taken(to.source.identifier);
    const isReady = classifyInstanceStatus(found?.DBInstanceStatus ?? '', true) === 'ready';
    return isReady && host !== undefined && port !== undefined
      ? { found: { host, port } }
      : { waitingFor: `${to.identifier} is ${found?.DBInstanceStatus ?? 'not yet called'} ${to.source.identifier}` };
  }

  private async rename(from: string, to: string): Promise<void> {
    try {
      await this.client.send(
        new ModifyDBInstanceCommand({
          DBInstanceIdentifier: from,
          NewDBInstanceIdentifier: to,
          ApplyImmediately: true,
        }),
      );
    } catch (error) {
      throw refusal(from, to, error instanceof Error ? error : new Error(String(error)));
    }
  }

  private byName(DBInstanceIdentifier: string): Promise<DBInstance | undefined> {
    return this.found({ Name: 'db-instance-id', Values: [DBInstanceIdentifier] });
  }

  private byResourceId(id: string): Promise<DBInstance | undefined> {
    return this.found({ Name: 'dbi-resource-id', Values: [id] });
  }

  private async found(filter: Filter): Promise<DBInstance | undefined> {
    const pages = paginateDescribeDBInstances({ client: this.client }, { Filters: [filter] });
    return await firstOf(pages, ({ DBInstances }) => DBInstances);
  }
}

const rename = (from: string, to: string): string =>
  `aws rds modify-db-instance --db-instance-identifier ${from} --new-db-instance-identifier ${to} --apply-immediately`;

function isOurs({ TagList = [] }: DBInstance, { tags }: Target): boolean {
  const found = Object.fromEntries(TagList.map(({ Key = '', Value = '' }) => [Key, Value]));
  return foreignTags(found, tags).length === 0;
}

const taken = (identifier: string): PegasusError =>
  new PegasusError(
    ErrorName.DATABASE_NAME_TAKEN,
    `The name ${identifier} now belongs to an instance that is neither the source nor the restored database: it is left ` +
      'alone. Rename it, then start again; `cut-over.json` says how to undo it.',
  );

function refusal(from: string, to: string, error: Error): PegasusError {
  const said = `RDS could not rename ${from} to ${to} (${error.name}: ${error.message})`;
  if (/^DBInstanceAlreadyExists/.test(error.name)) {
    return new PegasusError(
      ErrorName.DATABASE_NAME_TAKEN,
      `${said}: that name is taken by an instance that is left alone. Rename it, then start again; \`cut-over.json\` says how to undo it.`,
      { cause: error },
    );
  }
  // On its way from one name to the other it has neither.
  if (/^DBInstanceNotFound/.test(error.name)) return new PegasusError(ErrorName.RETRYABLE, said, { cause: error });
  const verdict = verdictOn(error);
  return verdict.outcome === 'retry'
    ? new PegasusError(ErrorName.RETRYABLE, said, { cause: error })
    : new PegasusError(
        ErrorName.DATABASE_REFUSED,
        `${said}; ${verdict.advice}. \`cut-over.json\` says how to undo it.`,
        {
          cause: error,
        },
      );
}
