import { DBInstanceAutomatedBackupNotFoundFault, RDSClient } from '@aws-sdk/client-rds';
import { instancesLeft } from '../../../../runtime/database/rds/instances-left';

const send = jest.spyOn(RDSClient.prototype, 'send');
const client = new RDSClient({ region: 'eu-west-1' });
const answer = (...answers: object[]) => {
  send.mockReset();
  for (const one of answers) send.mockImplementationOnce(async () => one);
};

const instance = (name: string, run: string) => ({
  DBInstanceIdentifier: name,
  DBInstanceStatus: 'deleting',
  TagList: [{ Key: 'pegasus-backup:run', Value: run }],
});

test('everything with the tag of the run is named, page after page, whatever it is called', async () => {
  answer(
    { DBInstances: [instance('other', 'run-2'), { DBInstanceIdentifier: 'source' }], Marker: 'more' },
    { DBInstances: [instance('unplanned', 'run-1')] },
    { DBSnapshots: [{ DBSnapshotIdentifier: 'final' }] },
    { DBInstanceAutomatedBackups: [{ Status: 'retained' }] },
  );
  expect(await instancesLeft(client, 'run-1', ['planned'])).toEqual([
    'database unplanned (deleting)',
    'snapshot final',
    'automated backups of planned (retained)',
  ]);
  expect(send.mock.calls.slice(2).map(([{ input }]) => input)).toEqual([
    expect.objectContaining({ DBInstanceIdentifier: 'planned' }),
    expect.objectContaining({ DBInstanceIdentifier: 'planned' }),
  ]);
});

test('RDS knows no backups of it: none are left', async () => {
  answer({ DBInstances: [] }, { DBSnapshots: [] });
  send.mockImplementationOnce(() =>
    Promise.reject(new DBInstanceAutomatedBackupNotFoundFault({ message: 'none', $metadata: {} })),
  );
  expect(await instancesLeft(client, 'run-1', ['planned'])).toEqual([]);
});

test('what cannot be counted is not nothing', async () => {
  send.mockReset();
  send.mockImplementationOnce(() => Promise.reject(new Error('denied')));
  await expect(instancesLeft(client, 'run-1', [])).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message: expect.stringContaining('denied'),
  });
});
