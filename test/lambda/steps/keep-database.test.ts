import { expect, test } from '@jest/globals';
import { keepDatabase } from '../../../lambda/steps/keep-database';
import { PLAN, SOURCE, STEP } from '../../domain/workflow/workflow-fixture';

const content = async () => ({ databaseName: 'pegasus', newestHeartbeat: null, lastReplayed: null, transaction: '7' });
const keep = (endpoint: { host?: string; port?: number }, found: typeof SOURCE | undefined = SOURCE) =>
  keepDatabase(
    { plan: PLAN, ...STEP },
    { way: { endpoint: async () => endpoint }, describe: async () => found, content },
  );

test('the database that stays is the one with the name of the source, where nothing else is said', async () =>
  expect(await keep({})).toEqual({
    identifier: 'pegasus',
    host: 'pegasus.example',
    port: 5433,
    name: 'pegasus',
    recoveredTo: '2026-11-23T05:00:10Z',
    recoveredToSource: 'live',
    converged: [],
  }));

test('after a cut-over it is where the application was sent, not the old one', async () =>
  expect(await keep({ host: 'restored.example', port: 5432 })).toMatchObject({
    identifier: 'restored.example',
    host: 'restored.example',
    port: 5432,
  }));

test('another database on the host of the source is not the source: an endpoint is host and port', async () =>
  expect(await keep({ host: 'pegasus.example', port: 6000 })).toMatchObject({
    identifier: 'pegasus.example',
    port: 6000,
  }));

test('the one that answers at the endpoint of the source is the source', async () =>
  expect(await keep({ host: 'pegasus.example', port: 5433 })).toMatchObject({ identifier: 'pegasus', port: 5433 }));

test('one that nobody can find is an error', async () =>
  await expect(keep({}, { ...SOURCE, host: undefined, port: undefined })).rejects.toThrow(/where the database is/));
