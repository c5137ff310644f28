import { jitter, retry } from '../../../runtime/execution/retry';
import { isTransient } from '../../../runtime/execution/retryable-errors';
import { memoryClock } from '../traffic/memory-freeze';

const lost = Object.assign(new Error('lost'), { code: 'ECONNRESET' });

/** Fails so many times, then answers how often it was asked. */
function failing(times: number, error: Error = lost) {
  let asked = 0;
  return { run: async () => (++asked > times ? asked : Promise.reject(error)), asked: () => asked };
}

test('what passes is tried again, after a pause, as often as is said and no more', async () => {
  const clock = memoryClock();
  const options = { tries: 3, pause: (attempt: number) => attempt * 100, clock };
  expect(await retry(failing(2).run, options)).toBe(3);
  expect(clock.now()).toBe(300);
  const { run, asked } = failing(3);
  await expect(retry(run, options)).rejects.toBe(lost);
  expect(asked()).toBe(3);
});

test('what does not pass is not tried again', async () => {
  const { run, asked } = failing(1, new Error('wrong'));
  await expect(retry(run, { tries: 3, pause: () => 0, clock: memoryClock() })).rejects.toThrow('wrong');
  expect(asked()).toBe(1);
});

test('pauses grow to 20 seconds, and are spread', () => {
  const pauses = Array.from({ length: 200 }, () => jitter(30));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(20_000);
  expect(new Set(pauses).size).toBeGreaterThan(100);
  expect(jitter(1)).toBeLessThanOrEqual(100);
});

const named = (name: string) => Object.assign(new Error(name), { name });
const status = (httpStatusCode: number) => Object.assign(new Error('page'), { $metadata: { httpStatusCode } });
const code = (text: string) => Object.assign(new Error(text), { code: text });

test.each([
  ['F22 throttling', ['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'SlowDown'].map(named)],
  ['F95 throttling by its other names', ['PriorRequestNotComplete', 'RequestThrottled'].map(named)],
  ['trouble of the service itself', [429, 500, 502, 503, 504, 520].map(status)],
  ['F95 a proxy that gave up waiting', [408, 425].map(status)],
  ['F95 a success that cannot be read', [Object.assign(status(200), { message: 'x\n  Deserialization error: …' })]],
  ['time-outs', ['TimeoutError', 'RequestTimeout'].map(named)],
  [
    'F95 a network that is not there',
    ['ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'].map(code),
  ],
])('%s passes', (_what, errors) => expect(errors.filter((error) => !isTransient(error))).toEqual([]));

test.each([
  ['refused access', [named('AccessDenied'), named('AccessDeniedException'), status(403)]],
  ['a wrong request', [named('InvalidParameterValue'), status(400), status(404)]],
  [
    'F95 a refusal that cannot be read',
    [Object.assign(status(403), { message: 'Deserialization error' }), new Error('Deserialization error')],
  ],
  ['what a service cannot do', [status(501)]],
  ['what is no error at all', [undefined, 'text', new Error('a bug')]],
])('%s does not pass', (_what, errors) => expect(errors.filter(isTransient)).toEqual([]));
