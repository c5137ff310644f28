import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findPostgres } from '../../postgres/binaries';
import { openWay } from '../../postgres/operating-user';
import { serverParameters } from '../../postgres/server-parameters';
import { sendQueryError } from '../protocols/query';
import { readBody } from '../protocols/request-body';
import { notImplemented, ServiceError } from '../protocols/service-error';
import type { LocalService } from '../service';
import type { Action } from './action';
import { writeAnswer } from './answer';
import { backupActions } from './backup-actions';
import { type BlueGreen, blueGreenActions } from './blue-green-actions';
import { clusterActions } from './clusters/cluster-actions';
import { clusterBackupActions } from './clusters/cluster-backup-actions';
import { clusterEndpointActions } from './clusters/cluster-endpoint-actions';
import { clusterGroupActions } from './clusters/cluster-group-actions';
import { ClusterEstate } from './clusters/cluster-registry';
import { clusterRestoreActions } from './clusters/cluster-restore-actions';
import { memberActions } from './clusters/member-actions';
import { Estate } from './database-registry';
import type { HasRoom } from './db-instance';
import { parseForm } from './form';
import { groupActions } from './group-actions';
import { Groups } from './groups';
import { instanceActions } from './instance-actions';
import { proxyActions } from './proxies';
import { quotaActions } from './quota-actions';
import { restoreActions } from './restore-actions';
import { tagActions } from './tag-actions';

export interface LocalRdsOptions {
  /** Of this service alone; its creator removes it after `close`. */
  readonly directory: string;
  /** @default - no log of what happens in the background */
  readonly log?: (line: string) => void;
  /**
   * How often `LatestRestorableTime` moves on.
   * @default 1000
   */
  readonly keeperMilliseconds?: number;
}

/**
 * Answers an action instead of the service (throttling, quotas, keys that are not accessible), or changes the parameters
 * before the service sees them.
 */
export type Intercept = (
  action: string,
  parameters: URLSearchParams,
) => { status: number; code: string; message: string } | undefined;

/** RDS on this machine: instances and clusters are Postgres servers, backups are base backups and WAL, restores are recoveries. */
export class LocalRds implements LocalService {
  readonly name = 'rds';
  intercept?: Intercept;
  /** Shows another status than the instance has, such as one that cannot occur on this machine. */
  shownStatus?: (identifier: string, status: string) => string;
  /** Which classes of instances there is room for, and in which zone, if one is requested. @default - all of them */
  hasRoom?: HasRoom;
  /** Blue/green deployments: their databases are not made here. */
  readonly blueGreen: BlueGreen[] = [];
  /** The quota of the account. */
  mostInstances = 40;
  private opened?: Promise<{ estate: Estate; clusters: ClusterEstate; actions: Record<string, Action> }>;

  constructor(private readonly options: LocalRdsOptions) {}

  /** @throws when there is no Postgres for this machine, with the command that installs it */
  async ready(): Promise<void> {
    await this.open();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const form = new URLSearchParams(await readBody(request));
      const name = form.get('Action') ?? '';
      const intercepted = this.intercept?.(name, form);
      if (intercepted) throw new ServiceError(intercepted.code, intercepted.message, intercepted.status);
      const { actions } = await this.open().catch((error: unknown) => {
        throw new ServiceError('NotImplemented', String(error), 501);
      });
      const run = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!run) throw notImplemented(`The operation \`${name}\` of \`rds\``);
      const answer = writeAnswer(name, randomUUID(), await run(parseForm(form)));
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
    } catch (error) {
      if (!(error instanceof ServiceError)) this.log(`rds: ${error instanceof Error ? error.stack : String(error)}`);
      sendQueryError(response, error);
    }
  }

  /** One more base backup, while clients write; resolves when it can be restored from. */
  async takeAutomatedBackup(identifier: string): Promise<void> {
    const { estate, clusters } = await this.open();
    const cluster = clusters.clusters.get(identifier);
    if (cluster) {
      await clusters.takeAutomatedBackup(cluster);
      return;
    }
    const instance = estate.availableInstance(identifier);
    await instance.backUp(() => estate.snapshots.takeAutomated(instance));
  }

  /** Ends every instance but this one, whatever protects it, as if it had never been. */
  async keepOnly(identifier: string): Promise<void> {
    const { estate } = await this.open();
    const others = [...estate.instances.values()].filter((instance) => instance.identifier !== identifier);
    await Promise.all(others.map((instance) => estate.discard(instance)));
  }

  /** As a job of AWS Backup takes it. @returns its name */
  async takeBackupJobSnapshot(identifier: string): Promise<string> {
    const { estate } = await this.open();
    const instance = estate.availableInstance(identifier);
    const snapshot = estate.snapshots.nameManual(instance, `awsbackup:job-${randomUUID()}`, [], 'awsbackup');
    await instance.backUp(() => estate.snapshots.fillManual(snapshot, instance));
    return snapshot.identifier;
  }

  async close(): Promise<void> {
    const opened = await this.opened?.catch(() => undefined);
    await Promise.all([
      opened?.clusters.abandon(),
      ...[...(opened?.estate.instances.values() ?? [])].map((instance) => instance.abandon()),
    ]);
  }

  private log(line: string): void {
    this.options.log?.(line);
  }

  private open() {
    this.opened ??= this.openEstate();
    return this.opened;
  }

  private async openEstate() {
    const { directory, keeperMilliseconds = 1000 } = this.options;
    await mkdir(directory, { recursive: true });
    const binaries = await findPostgres(directory);
    if (binaries.user) await openWay(directory, binaries.user);
    const groups = new Groups(binaries.version);
    const machine = {
      binaries,
      directory,
      keeperMilliseconds,
      administratorPassword: randomBytes(16).toString('hex'),
      log: (line: string) => this.log(line),
      shownStatus: (identifier: string, status: string) => this.shownStatus?.(identifier, status) ?? status,
      hasRoom: (instanceClass: string, zone?: string) => this.hasRoom?.(instanceClass, zone) ?? true,
      parametersOf: (group: string | undefined) =>
        group === undefined ? new Map<string, string>() : groups.parameterGroup(group).values,
    };
    const estate = new Estate(machine, groups);
    const clusters = new ClusterEstate(machine, groups);
    const parameters = await serverParameters(binaries);
    const actions = {
      ...memberActions(clusters, estate, instanceActions(estate)),
      ...clusterActions(clusters),
      ...clusterEndpointActions(clusters),
      ...clusterRestoreActions(clusters),
      ...clusterBackupActions(clusters),
      ...clusterGroupActions(clusters, parameters),
      ...restoreActions(estate),
      ...backupActions(estate),
      ...proxyActions(estate, clusters),
      ...blueGreenActions(this.blueGreen),
      ...tagActions(estate, clusters),
      ...quotaActions(estate, clusters, () => this.mostInstances),
      ...groupActions(estate, clusters, parameters),
    };
    return { estate, clusters, actions };
  }
}
