import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { openWay, operatingUser } from '../postgres/operating-user';
import { LocalScaling } from './application-auto-scaling';
import { LocalVaults } from './backup';
import { deleteStack } from './cloudformation/delete-stack';
import { type Deployed, deploy } from './cloudformation/deploy';
import { LocalStacks } from './cloudformation/local-stacks';
import type { Services } from './cloudformation/resource';
import { LocalMetrics } from './cloudwatch';
import { LocalEcs } from './ecs/local-ecs';
import { executionEnded, LocalEvents, taskStopped } from './eventbridge';
import { LocalRules } from './eventbridge-rules';
import { Gateway } from './gateway';
import { LocalRoles } from './iam';
import { LocalPermissions } from './iam-check/permissions';
import { LocalKeys } from './kms';
import { LocalFunctions } from './lambda/functions';
import { LocalLogs } from './logs';
import { LocalQueues } from './queues';
import { LocalRds } from './rds/local-rds';
import { LocalRoute53 } from './route53';
import { LocalS3 } from './s3/local-s3';
import { deliver } from './s3-events';
import { LocalSchedules } from './scheduler';
import { LocalSecrets } from './secrets-manager';
import { LOCAL_REGION, type LocalService } from './service';
import { AccessKeys, type Credentials } from './signature';
import { LocalTopics } from './sns';
import { LocalParameters } from './ssm';
import { listObjects } from './step-functions/item-reader';
import { LocalStates } from './step-functions/states';
import { LocalIdentity } from './sts';
import { taggedOf } from './tagged-resources';
import { LocalTagging } from './tagging';

/** With these in its environment, the SDK of any process reaches this machine instead of AWS. */
export interface AwsEnvironment extends Readonly<Record<string, string>> {
  readonly AWS_ENDPOINT_URL: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_REGION: string;
  readonly AWS_DEFAULT_REGION: string;
}

/** What a client of the SDK is made with. */
export interface LocalClient {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/** The AWS of this machine: one port, the services behind it, and all that they keep in one directory. */
export interface LocalAws {
  readonly endpoint: string;
  /** Everything is kept here. */
  readonly directory: string;
  readonly environment: AwsEnvironment;
  /** The same, for a client in this process. */
  readonly client: LocalClient;
  /** Of what signs as another than the caller of this process: a function is its name. */
  credentialsOf(accessKeyId: string): Credentials;
  readonly s3: LocalS3;
  readonly rds: LocalRds;
  readonly states: LocalStates;
  readonly functions: LocalFunctions;
  readonly parameters: LocalParameters;
  readonly secrets: LocalSecrets;
  readonly topics: LocalTopics;
  readonly queues: LocalQueues;
  readonly ecs: LocalEcs;
  readonly events: LocalEvents;
  readonly metrics: LocalMetrics;
  readonly keys: LocalKeys;
  readonly logs: LocalLogs;
  readonly roles: LocalRoles;
  readonly permissions: LocalPermissions;
  readonly rules: LocalRules;
  readonly vaults: LocalVaults;
  readonly stacks: LocalStacks;
  readonly schedules: LocalSchedules;
  readonly scaling: LocalScaling;
  /** Deploys a stack of a synthesised assembly, as `deploy` in `deploy/deploy.ts` says. */
  deploy(
    assemblyDirectory: string,
    stackName: string,
    parameters?: Readonly<Record<string, string>>,
  ): Promise<Deployed>;
  /** Ends every process and frees the port; the directory is the caller's. */
  close(): Promise<void>;
}

export interface LocalAwsOptions {
  /** Everything is kept here. */
  readonly directory: string;
  /** Hears of faults of this machine, which are none of AWS's. @default - standard error */
  readonly log?: (line: string) => void;
  /** Factor on the waits of the state machine and its handlers, and on retry delays. @default 1 */
  readonly waitScale?: number;
  /** How long the process of a function stays warm without an event. @default 20 */
  readonly idleSeconds?: number;
}

export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { directory, log = console.error, waitScale, idleSeconds } = options;
  const permissions = new LocalPermissions();
  const roles = new LocalRoles();
  const accessKeys = new AccessKeys();
  const user = operatingUser();
  if (user) await openWay(directory, user);
  const gateway = new Gateway(accessKeys, log, (caller, service, request) =>
    permissions.hear(caller, service, request),
  );
  const client: LocalClient = {
    endpoint: await gateway.listen(),
    region: LOCAL_REGION,
    credentials: accessKeys.of(`LOCAL${randomBytes(8).toString('hex').toUpperCase()}`),
  };
  const environment = environmentFor(client);
  const add = <Service extends LocalService>(service: Service): Service => {
    gateway.add(service);
    return service;
  };
  const s3 = new S3Client(client);
  const functions = add(new LocalFunctions({ directory, environment, keys: accessKeys, user, waitScale, idleSeconds }));
  const topics = add(new LocalTopics((caller, action, key) => permissions.allows(caller, action, key)));
  const rules = add(new LocalRules());
  const queues = new LocalQueues((arn, event) => functions.invoke(arn, event));
  const events = new LocalEvents(rules, {
    invoke: (arn, event) => functions.invoke(arn, event),
    publish: (arn, message) => topics.publish(arn, message),
    enqueue: (arn, message) => queues.send(arn, message),
    log,
  });
  const states = add(
    new LocalStates({
      invoke: (name, payload) => functions.invoke(name, payload),
      listObjects: (bucket, prefix) => listObjects(s3, bucket, prefix),
      waitScale,
      ended: (execution) => events.put(executionEnded(execution)),
    }),
  );
  const parameters = add(new LocalParameters());
  const secrets = add(new LocalSecrets());
  const ecs = add(
    new LocalEcs({
      directory: join(directory, 'tasks'),
      environment,
      secrets,
      user,
      stopped: (task, cluster) => events.put(taskStopped(task, cluster)),
    }),
  );
  const stacks = add(new LocalStacks());
  const standing: Services['stacks'] = new Map();
  const vaults = add(new LocalVaults());
  const keys = add(new LocalKeys());
  const made = { functions, states, parameters, secrets, topics, ecs, rules, vaults, keys };
  const services = { ...made, s3, rds: new RDSClient(client), permissions, roles, stacks: standing, directory };
  stacks.delete = (stack) => deleteStack(stack, services);
  add(new LocalTagging(() => taggedOf(stacks.stacks)));
  add(new LocalIdentity());
  add(new LocalRoute53());
  return {
    endpoint: environment.AWS_ENDPOINT_URL,
    directory,
    environment,
    client,
    credentialsOf: (accessKeyId) => accessKeys.of(accessKeyId),
    s3: add(new LocalS3({ directory, notify: (notification) => deliver(notification, events) })),
    rds: add(new LocalRds({ directory: join(directory, 'rds'), log: options.log })),
    states,
    functions,
    parameters,
    secrets,
    topics,
    queues,
    ecs,
    events,
    metrics: add(new LocalMetrics()),
    keys,
    logs: add(new LocalLogs()),
    permissions,
    roles: add(roles),
    rules,
    vaults,
    schedules: add(new LocalSchedules()),
    scaling: add(new LocalScaling()),
    stacks,
    deploy: async (assemblyDirectory, stackName, given) => {
      const deployed = await deploy(services, assemblyDirectory, stackName, given);
      stacks.stand(stackName, deployed.outputs, deployed.standing);
      return deployed;
    },
    close: async () => {
      // Executions first: they would take the end of the other services for failures.
      await states.close();
      await events.waitUntilStable();
      await queues.waitUntilStable();
      await gateway.close();
      s3.destroy();
      services.rds.destroy();
    },
  };
}

function environmentFor({ endpoint, region, credentials }: LocalClient): AwsEnvironment {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
