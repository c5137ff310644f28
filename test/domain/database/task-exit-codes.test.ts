import { sayTaskFailure, TaskExit } from '../../../domain/database/task-exit-codes';

test('a task whose containers all ended well has not failed', () =>
  expect(
    sayTaskFailure([
      { name: 'download', exitCode: 0 },
      { name: 'restore', exitCode: 0 },
    ]),
  ).toBeUndefined());

test.each([
  [TaskExit.DAMAGED, 'the dump is damaged'],
  [TaskExit.WRONG_MAJOR, 'set `majorVersion`'],
  [TaskExit.NO_SPACE, 'raise `ephemeralStorage`'],
  [TaskExit.SUPERUSER, 'CREATEDB'],
])('exit code %d says what to do, not that the other container never ran', (exitCode, words) =>
  expect(sayTaskFailure([{ name: 'restore' }, { name: 'download', exitCode }])).toContain(words),
);

test('a container that could not be started says why', () =>
  expect(sayTaskFailure([{ name: 'download', reason: 'CannotPullContainerError' }], 'Task failed to start')).toBe(
    'the container `download` never ran to its end (CannotPullContainerError; Task failed to start): its log stream says why',
  ));
