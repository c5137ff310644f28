import { CreateDBInstanceCommand, DescribeDBInstancesCommand, type RDSClient } from '@aws-sdk/client-rds';
import * as z from 'zod';
import { eventually } from '../../../drill/wait';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const CREATED_WITHIN_SECONDS = 120;

/** There is one version here and one zone, and no network: what is `unknown` has no effect. */
const Properties = z.strictObject({
  DBInstanceIdentifier: z.string().optional(),
  DBInstanceClass: z.string(),
  AllocatedStorage: z.coerce.number(),
  BackupRetentionPeriod: z.number().optional(),
  CopyTagsToSnapshot: z.boolean().optional(),
  DBName: z.string(),
  DBSubnetGroupName: z.string().optional(),
  DeletionProtection: z.boolean().optional(),
  EnableCloudwatchLogsExports: z.array(z.string()).optional(),
  EnableIAMDatabaseAuthentication: z.boolean().optional(),
  Engine: z.literal('postgres'),
  EngineVersion: z.unknown().optional(),
  MasterUsername: z.string(),
  MasterUserPassword: z.string(),
  MultiAZ: z.boolean().optional(),
  PubliclyAccessible: z.boolean().optional(),
  StorageEncrypted: z.boolean().optional(),
  StorageType: z.enum(['gp2', 'gp3']).optional(),
  VPCSecurityGroups: z.array(z.string()).optional(),
  DeleteAutomatedBackups: z.unknown().optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});

/** A Postgres of this machine; there when it is available, as CloudFormation waits. */
export async function createDatabase(request: ResourceRequest): Promise<Resource> {
  const given = Properties.parse(request.properties);
  const { EngineVersion: _, DeleteAutomatedBackups: __, VPCSecurityGroups, ...passed } = given;
  const { rds } = request.services;
  const DBInstanceIdentifier = given.DBInstanceIdentifier ?? physicalName(request, 63).toLowerCase();
  await rds.send(
    new CreateDBInstanceCommand({
      ...passed,
      DBInstanceIdentifier,
      VpcSecurityGroupIds: VPCSecurityGroups,
    }),
  );
  const { DbiResourceId, DBInstanceArn, Endpoint } = await available(DBInstanceIdentifier, rds);
  return {
    ref: DBInstanceIdentifier,
    attributes: {
      DbiResourceId: DbiResourceId!,
      DBInstanceArn: DBInstanceArn!,
      'Endpoint.Address': Endpoint!.Address!,
      'Endpoint.Port': String(Endpoint!.Port),
    },
  };
}

async function available(DBInstanceIdentifier: string, rds: RDSClient) {
  return await eventually(
    `the database ${DBInstanceIdentifier}`,
    async () => {
      const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
      return DBInstances.find(({ DBInstanceStatus }) => DBInstanceStatus === 'available');
    },
    CREATED_WITHIN_SECONDS,
  );
}
