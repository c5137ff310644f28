import { type AddressInfo, createServer } from 'node:net';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { BackupClient } from '@aws-sdk/client-backup';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { hostOf } from '../../../domain/readiness/network';
import { ENDPOINTS } from '../../../lib/restore/network-warnings';
import { reach, serviceTarget } from '../../../runtime/readiness/network';

interface Client {
  readonly config: { readonly endpointProvider: (parameters: never) => { readonly url: URL } };
}
type NewClient = new (settings: { readonly region: string }) => unknown;

/** The client of each service, by the name of its endpoint. */
const CLIENTS: Readonly<Record<string, NewClient>> = {
  'application-autoscaling': ApplicationAutoScalingClient,
  backup: BackupClient,
  ecs: ECSClient,
  events: EventBridgeClient,
  iam: IAMClient,
  kms: KMSClient,
  lambda: LambdaClient,
  monitoring: CloudWatchClient,
  rds: RDSClient,
  route53: Route53Client,
  s3: S3Client,
  scheduler: SchedulerClient,
  secretsmanager: SecretsManagerClient,
  sns: SNSClient,
  ssm: SSMClient,
  states: SFNClient,
};

test('each service that handlers call is one whose host is compared here', () =>
  expect(Object.values(ENDPOINTS).sort()).toEqual(Object.keys(CLIENTS).sort()));

describe.each(['us-east-1', 'eu-central-1', 'il-central-1', 'cn-north-1', 'us-gov-west-1'])('in %s', (Region) => {
  test.each(Object.entries(CLIENTS))('%s is tried where its client would go', (service, Client) => {
    const { config } = new Client({ region: Region }) as Client;
    const { url } = config.endpointProvider({ Region, UseFIPS: false, UseDualStack: false } as never);
    expect(hostOf(service, Region)).toBe(url.hostname);
  });
});

test('another endpoint is where the variables of the SDK say', () => {
  expect(serviceTarget('kms', { AWS_REGION: 'eu-west-1' })).toMatchObject({
    host: 'kms.eu-west-1.amazonaws.com',
    port: 443,
  });
  const variables = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ENDPOINT_URL_KMS: 'https://kms.internal' };
  expect(serviceTarget('kms', variables)).toMatchObject({ host: 'kms.internal', port: 443 });
  expect(serviceTarget('rds', variables)).toMatchObject({ host: '127.0.0.1', port: 4566 });
});

test('a host is reached by a connection, and by nothing less', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const target = { what: 'the database', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  expect(await reach(target)).toEqual(target);
  await new Promise((closed) => server.close(closed));
  expect(await reach(target)).toEqual({ ...target, why: 'ECONNREFUSED' });
});
