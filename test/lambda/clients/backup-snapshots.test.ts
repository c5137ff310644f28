import { DBSnapshotNotFoundFault, RDSClient } from '@aws-sdk/client-rds';
import { backupSnapshots } from '../../../lambda/clients/backup-snapshots';

const send = jest.spyOn(RDSClient.prototype, 'send');
const client = new RDSClient({ region: 'eu-west-1' });

test('RDS is asked for the type of AWS Backup, page after page', async () => {
  const snapshot = {
    DBSnapshotIdentifier: 'awsbackup:job-1',
    Status: 'available',
    SnapshotDatabaseTime: new Date('2026-11-23T03:00:12.900Z'),
    DBInstanceIdentifier: 'pegasus',
    DbiResourceId: 'db-1',
  };
  send.mockReset();
  send.mockImplementationOnce(async () => ({ DBSnapshots: [snapshot], Marker: 'more' }));
  send.mockImplementationOnce(async () => ({ DBSnapshots: [{ ...snapshot, SnapshotDatabaseTime: undefined }] }));
  expect(await backupSnapshots(client, { database: 'pegasus' })).toMatchObject([
    { id: 'awsbackup:job-1', databaseTime: '2026-11-23T03:00:12Z', sourceResourceId: 'db-1' },
    { id: 'awsbackup:job-1', databaseTime: undefined },
  ]);
  expect(send).toHaveBeenCalledTimes(2);
  for (const [{ input }] of send.mock.calls) {
    expect(input).toMatchObject({ DBInstanceIdentifier: 'pegasus', SnapshotType: 'awsbackup' });
  }
});

test('one that is gone is none; one that cannot be asked about is an error', async () => {
  send.mockReset();
  send.mockImplementationOnce(() => Promise.reject(new DBSnapshotNotFoundFault({ message: 'gone', $metadata: {} })));
  expect(await backupSnapshots(client, { snapshot: 'awsbackup:job-1' })).toEqual([]);
  send.mockImplementationOnce(() => Promise.reject(new Error('denied')));
  await expect(backupSnapshots(client, { snapshot: 'awsbackup:job-1' })).rejects.toThrow('denied');
});
