import {
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBParameterGroupsCommand,
  ModifyDBParameterGroupCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';

const PARAMETERS = 'pegasus-parameters';
const SUBNETS = 'pegasus-subnets';

/** Ten settings as production has them, and as no restored instance has them by itself. */
export const TEN_SETTINGS = {
  DBParameterGroupName: PARAMETERS,
  DBSubnetGroupName: SUBNETS,
  VpcSecurityGroupIds: ['sg-pegasus-database', 'sg-pegasus-operators'],
  MultiAZ: true,
  DeletionProtection: true,
  EnableIAMDatabaseAuthentication: true,
  EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
  CopyTagsToSnapshot: true,
  PreferredMaintenanceWindow: 'tue:03:30-tue:04:00',
  EnablePerformanceInsights: true,
};

/** With it the look from outside can tell what was committed when. */
export const COMMIT_TIMES = {
  ParameterName: 'track_commit_timestamp',
  ParameterValue: '1',
  ApplyMethod: 'pending-reboot',
} as const;

/** The groups that the settings name. */
export async function createGroups(rds: RDSClient): Promise<void> {
  const { DBParameterGroups = [] } = await rds.send(new DescribeDBParameterGroupsCommand({}));
  const families = DBParameterGroups.map(({ DBParameterGroupFamily }) => DBParameterGroupFamily);
  await rds.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: PARAMETERS,
      DBParameterGroupFamily: families.find((family) => /^postgres\d+$/.test(family ?? '')),
      Description: 'Parameters of the application',
    }),
  );
  await rds.send(
    new ModifyDBParameterGroupCommand({
      DBParameterGroupName: PARAMETERS,
      Parameters: [
        { ParameterName: 'work_mem', ParameterValue: '8192', ApplyMethod: 'immediate' },
        { ParameterName: 'max_connections', ParameterValue: '120', ApplyMethod: 'pending-reboot' },
        COMMIT_TIMES,
      ],
    }),
  );
  await rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: SUBNETS,
      DBSubnetGroupDescription: 'Private subnets',
      SubnetIds: ['subnet-a', 'subnet-b'],
    }),
  );
}
