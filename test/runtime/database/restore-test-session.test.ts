import { expect, test } from '@jest/globals';
import { PasswordRefused } from '../../../runtime/database/postgres';
import { openTested, type TestedDatabaseWorld } from '../../../runtime/database/restore-test-session';
import { SOURCE } from '../../domain/workflow/workflow-fixture';

const TEST_TAGS = { 'awsbackup-restore-test': 'job-1' };

/** A restored database that takes its own password only, and RDS, which sets another. */
function world(
  options: { readonly tags?: Record<string, string>; readonly password?: string; readonly user?: string } = {},
) {
  const { tags = TEST_TAGS, user = 'pegasus' } = options;
  let password = options.password ?? 'of then';
  const set: string[] = [];
  let looks = 5;
  const tested: TestedDatabaseWorld<string> = {
    jobs: { describe: async () => ({ databaseIdentifier: 'restored', snapshotIdentifier: 'awsbackup:job-1' }) },
    databases: {
      backupSnapshots: async () => [
        {
          id: 'awsbackup:job-1',
          status: 'available',
          databaseTime: '2026-11-23T03:00:12Z',
          sourceIdentifier: 'pegasus',
        },
      ],
      describe: async () => ({ ...SOURCE, identifier: 'restored', tags }),
      setMasterPassword: async (identifier, to) => {
        set.push(identifier);
        password = to;
      },
    },
    patience: { again: () => looks-- > 0, pause: async () => {} },
    connect: async ({ host, database }) => {
      if (password !== 'of today') throw new PasswordRefused(user, new Error('28P01'));
      return `${host}/${database}`;
    },
    credentials: async () => ({ username: user, password: 'of today' }),
  };
  return { tested, set };
}

test('a snapshot from before the rotation is given the password of today, and is opened', async () => {
  const { tested, set } = world();
  expect(await openTested('job-1', tested)).toEqual({
    session: 'pegasus.example/pegasus',
    snapshotTime: '2026-11-23T03:00:12Z',
  });
  expect(set).toEqual(['restored']);
});

test('one that takes the password of the secret is left as it is', async () => {
  const { tested, set } = world({ password: 'of today' });
  await openTested('job-1', tested);
  expect(set).toEqual([]);
});

test('a database without the tag of a restore test is never changed', async () => {
  const { tested, set } = world({ tags: { 'pegasus-backup:run': 'run-1' } });
  await expect(openTested('job-1', tested)).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message:
      'restored refuses the password of `pegasus` that the secret holds now, and it is not given that password: ' +
      'it has no tag `awsbackup-restore-test`, so it is none that a restore test made.',
  });
  expect(set).toEqual([]);
});

test('the password of another user than the master cannot be set', async () => {
  const { tested, set } = world({ user: 'reader' });
  await expect(openTested('job-1', tested)).rejects.toThrow(
    'only that of its master user `pegasus` can be set from outside',
  );
  expect(set).toEqual([]);
});

test('a password that RDS takes and Postgres goes on refusing is set once, and waited for to the end', async () => {
  const { tested, set } = world();
  const deaf = { ...tested.databases, setMasterPassword: async (name: string) => void set.push(name) };
  await expect(openTested('job-1', { ...tested, databases: deaf })).rejects.toMatchObject({ name: 'Retryable' });
  expect(set).toEqual(['restored']);
});

test.each([
  ['where the database is', { describe: async () => ({ ...SOURCE, host: undefined }) }, 'where restored is'],
  ['of what moment the snapshot is', { backupSnapshots: async () => [] }, 'of what moment awsbackup:job-1 is'],
])('RDS that does not say %s: nothing is connected to', async (_, silent, says) => {
  const { tested, set } = world();
  const databases = { ...tested.databases, ...silent };
  const connect = async () => expect(undefined).toBe('a connection');
  const opened = openTested<void>('job-1', { ...tested, databases, connect });
  await expect(opened).rejects.toThrow(`RDS does not say ${says}.`);
  expect(set).toEqual([]);
});
