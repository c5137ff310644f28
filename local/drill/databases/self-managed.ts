import { type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import type { S3Client } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { requireAwsCli } from '../../aws/ecs/images';
import type { LocalAws } from '../../aws/local-aws';
import { LOCAL_REGION } from '../../aws/service';
import { type OwnServer, startOwnServer } from '../../postgres/own-server';
import { newestDump } from '../daily-dump';
import type { Connection, DrillDatabase, Installation, Login } from '../model';
import { said } from './drill-database';

const CATALOGUE = `
  select d.oid::text as oid, pg_encoding_to_char(encoding) as encoding, datcollate as collation, datconnlimit as connections,
    (select setconfig from pg_db_role_setting where setdatabase = d.oid and setrole = 0) as configuration
  from pg_database d where datname = $1`;

/** A server as it is installed on this machine, dumped and restored by the tasks of the stack. */
export class DrillSelfManaged implements DrillDatabase {
  readonly identifier = 'pegasus';
  private server: OwnServer | undefined;

  constructor(
    private readonly aws: Pick<LocalAws, 'ecs' | 'directory'>,
    private readonly clients: { readonly ecs: ECSClient; readonly s3: S3Client },
  ) {}

  get existing() {
    return { databaseName: this.identifier, majorVersion: this.running.major };
  }

  /** Invented: this machine has no networks, and the tasks are its processes. */
  readonly network = {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [`${LOCAL_REGION}a`],
    subnetIds: ['subnet-0123456789abcdef0'],
  };

  async create(login: Login) {
    requireAwsCli();
    this.server = await startOwnServer(this.aws.directory, login);
    const { host, port, version } = this.server;
    const set = `alter database ${this.identifier} set work_mem = '8MB'; alter database ${this.identifier} connection limit 60`;
    await this.ask({ ...login, host, port }, (client) => client.query(set));
    return { host, port, postgresVersion: version, sslrootcert: '' };
  }

  async close(): Promise<void> {
    await this.server?.stop();
  }

  async state(): Promise<string> {
    const { oid } = await this.describe(this.identifier);
    return `${this.identifier} (${oid}) is ${oid === undefined ? 'gone' : 'available'}`;
  }

  /** A dump is there or is not: there is nothing to wait for. */
  async latestRestorableTime(): Promise<Date> {
    return new Date();
  }

  async backUp(installation: Installation): Promise<void> {
    await this.dump(installation);
  }

  /** A dump out of turn; its name and its time are in its manifest. */
  async takeSnapshot(_name: string, installation: Installation) {
    const { name, takenAt } = await this.dump(installation);
    return { id: name, time: new Date(takenAt) };
  }

  async settings({ dbname }: Connection) {
    const of = async (name: string) => {
      const { encoding, collation, connections, configuration } = await this.describe(name);
      return said({ encoding, collation, connections, configuration });
    };
    return { source: await of(this.identifier), current: await of(dbname) };
  }

  /** As the schedule would. @returns the newest dump there is then */
  private async dump({ dump }: Installation): Promise<{ readonly name: string; readonly takenAt: string }> {
    if (dump === undefined) throw new Error('The stack that the drill has deployed has no daily dump.');
    const { tasks = [] } = await this.clients.ecs.send(
      new RunTaskCommand({
        cluster: dump.cluster,
        taskDefinition: dump.taskDefinition,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: [...dump.subnets] } },
      }),
    );
    const { containers } = await this.aws.ecs.tasks.finished(tasks[0]?.taskArn ?? '');
    // Its end ends the other one, which may be on its way out.
    if (containers.find(({ name }) => name === 'dump')?.exitCode !== 0) {
      const codes = containers.map(({ name, exitCode }) => `${name} ${exitCode}`).join(', ');
      throw new Error(`The dump has failed: ${codes}.`);
    }
    return await newestDump(this.clients.s3, dump.bucket);
  }

  private async describe(name: string) {
    const { host, port, secret } = this.running;
    const login = { username: String(secret.username), password: String(secret.password), dbname: this.identifier };
    const { rows } = await this.ask({ ...login, host, port }, (client) => client.query(CATALOGUE, [name]));
    return rows[0] ?? {};
  }

  private async ask<T>(
    { host, port, username: user, password, dbname: database }: Login & { host: string; port: number },
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    const client = new Client({ host, port, user, password, database });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  private get running(): OwnServer {
    if (this.server) return this.server;
    throw new Error('The server of the drill has not been started.');
  }
}
