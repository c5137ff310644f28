import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { Evidence } from '../../../runtime/evidence/evidence';
import { lines } from '../../../runtime/evidence/evidence-store';

type Sent = { readonly input: Record<string, unknown> };

function evidence(answer: (input: Record<string, unknown>) => unknown) {
  const sent: Record<string, unknown>[] = [];
  const client = {
    send: async ({ input }: Sent) => {
      sent.push(input);
      return answer(input);
    },
  } as unknown as S3Client;
  return { evidence: new Evidence(client, 'evidence'), sent };
}

const failure = (name: string) => {
  throw Object.assign(new Error(name), { name });
};

test('creating a key that exists says so and does not throw', async () => {
  const { evidence: store, sent } = evidence(() => failure('PreconditionFailed'));
  await expect(store.createJson('locks/a.json', {})).resolves.toBe(false);
  expect(sent[0]).toMatchObject({ IfNoneMatch: '*', Key: 'locks/a.json' });
});

test('a conditional write that meets another one in flight is tried again', async () => {
  let calls = 0;
  const { evidence: store } = evidence(() => (++calls < 3 ? failure('ConditionalRequestConflict') : {}));
  await expect(store.createJson('locks/a.json', {})).resolves.toBe(true);
  expect(calls).toBe(3);
});

test('replacing asks for the ETag that was read', async () => {
  const { evidence: store, sent } = evidence(() => ({}));
  await expect(store.replaceJson('locks/a.json', { owner: 'me' }, '"1"')).resolves.toBe(true);
  expect(sent[0]).toMatchObject({ IfMatch: '"1"' });
});

test('another failure is not swallowed', async () => {
  const { evidence: store } = evidence(() => failure('AccessDenied'));
  await expect(store.createJson('locks/a.json', {})).rejects.toThrow('AccessDenied');
});

test('a missing key reads as undefined', async () => {
  const { evidence: store } = evidence(() => {
    throw new NoSuchKey({ message: 'no', $metadata: {} });
  });
  await expect(store.getJson('none')).resolves.toBeUndefined();
});

test('lines break at line feeds only, also where a character is cut by a chunk', async () => {
  const bytes = Buffer.from('{"key":"a\u2028b\u{1F600}"}\n{"key":"c"}\nlast');
  async function* chunks() {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  const found: string[] = [];
  for await (const line of lines(chunks())) found.push(line);
  expect(found).toEqual(['{"key":"a\u2028b\u{1F600}"}', '{"key":"c"}', 'last']);
});
