import { BackupClient } from '@aws-sdk/client-backup';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import type { Site } from './sites/site';

export type Clients = ReturnType<typeof clientsOf>;

export const clientsOf = ({ client }: Pick<Site, 'client'>) => ({
  backup: new BackupClient(client),
  cloudFormation: new CloudFormationClient(client),
  logs: new CloudWatchLogsClient(client),
  kms: new KMSClient(client),
  lambda: new LambdaClient(client),
  rds: new RDSClient(client),
  tagging: new ResourceGroupsTaggingAPIClient(client),
  s3: new S3Client(client),
  states: new SFNClient(client),
  sts: new STSClient(client),
});
