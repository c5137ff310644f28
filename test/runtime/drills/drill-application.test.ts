import type { LambdaClient } from '@aws-sdk/client-lambda';
import { DrillApplication } from '../../../runtime/drills/drill-application';

const ORDER = {
  runId: 'run-1',
  database: { host: 'h', port: 5432, name: 'pegasus', secretArn: 'arn:secret' },
  objects: { bucket: 'b', prefix: 'p/' },
  targetTime: '2026-11-23T04:00:00Z',
};

/** A function that answers this. */
function answering(text: string, FunctionError?: string) {
  const events: unknown[] = [];
  const send = async ({ input }: { input: { FunctionName: string; Payload: string } }) => {
    events.push({ to: input.FunctionName, ...JSON.parse(input.Payload) });
    return { FunctionError, Payload: text === '' ? undefined : { transformToString: () => text } };
  };
  const client: Pick<LambdaClient, 'send'> = { send: send as never };
  return { events, application: new DrillApplication(client, 'arn:drill') };
}

test('is started with all that it needs, and may answer nothing', async () => {
  const { events, application } = answering('null');
  expect(await application.start(ORDER)).toEqual({ checks: [] });
  expect(events).toEqual([{ to: 'arn:drill', action: 'start', ...ORDER }]);
});

test('is stopped by the name of the run', async () => {
  const { events, application } = answering('');
  await application.stop('run-1');
  expect(events).toEqual([{ to: 'arn:drill', action: 'stop', runId: 'run-1' }]);
});

test.each([
  ['an address that is none', '{"baseUrl":"file:///etc/passwd"}'],
  ['an outcome that is none', '{"checks":[{"name":"a","outcome":"fine","expected":"","observed":""}]}'],
])('%s is not taken for an answer', async (_what, text) =>
  expect(answering(text).application.start(ORDER)).rejects.toThrow(),
);

test('its error is an error', async () => {
  const failing = answering('{"errorMessage":"no capacity"}', 'Unhandled').application;
  await expect(failing.stop('run-1')).rejects.toThrow('arn:drill failed: {"errorMessage":"no capacity"}');
});
