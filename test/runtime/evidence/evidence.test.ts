import { NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Evidence, evidenceOf } from '../../../runtime/evidence/evidence';
import { lines } from '../../../runtime/evidence/evidence-store';
import { EXECUTION, PLAN } from '../../domain/workflow/workflow-fixture';

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

test.each([
  ['runs/run-1/plan.json', true],
  ['runs/run-1/report.json', true],
  ['runs/run-1/report.sha256', true],
  ['manifests/db/2026-11-23T04:00:00Z.json', true],
  ['baselines/db/2026-11-23T04:00:00Z.json', true],
  ['locks/a.json', false],
  ['freezes/a.json', false],
  ['readiness/latest.json', false],
  ['runs/latest-verified.json', false],
  ['runs/run-1/attempt-0/plan/cursor.json', false],
  ['runs/run-1/data-loss/lectures.jsonl', false],
])('F118 %s is locked as it is written: %s', async (key, isLocked) => {
  const sent: Record<string, unknown>[] = [];
  const client = { send: async ({ input }: Sent) => sent.push(input) } as unknown as S3Client;
  const year = Date.now() + 365 * 24 * 3600 * 1000;
  await new Evidence(client, 'evidence', { lockDays: 365 }).putJson(key, {});
  await new Evidence(client, 'evidence').putJson(key, {});
  const [locked, plain] = sent;
  expect(locked!.ObjectLockMode).toBe(isLocked ? 'GOVERNANCE' : undefined);
  if (isLocked) expect(Number(locked!.ObjectLockRetainUntilDate)).toBeGreaterThanOrEqual(year);
  expect(plain).not.toHaveProperty('ObjectLockMode');
});

test('a missing key reads as undefined', async () => {
  const { evidence: store } = evidence(() => {
    throw new NoSuchKey({ message: 'no', $metadata: {} });
  });
  await expect(store.getJson('none')).resolves.toBeUndefined();
});

describe('F112 F114 in the folder of a run', () => {
  const run = (startedAt = EXECUTION.startedAt) => {
    const objects = new Map<string, { Metadata?: object; Body: string }>();
    const client = {
      send: async ({ input }: Sent) => {
        const { Key, Body, Metadata } = input as { Key: string; Body?: string; Metadata?: object };
        if (Body !== undefined) return void objects.set(Key, { Metadata, Body });
        const found = objects.get(Key);
        if (found === undefined) throw new NoSuchKey({ message: 'no', $metadata: {} });
        return {
          ...found,
          ETag: '"1"',
          Body: Object.assign(bytes(found.Body), { transformToString: async () => found.Body }),
        };
      },
    } as unknown as S3Client;
    const of = (at: string) => evidenceOf({ plan: PLAN, execution: { ...EXECUTION, startedAt: at } }, client);
    return { ours: of(startedAt), theirs: of('2026-01-01T00:00:00.000Z') };
  };
  async function* bytes(text: string) {
    yield Buffer.from(text);
  }
  const read = async (from: Evidence, key: string) => {
    for await (const _ of from.readLines(key)) return;
  };

  test('counts what this very execution has written, not one that had its name', async () => {
    const { ours, theirs } = run();
    await ours.putJson('runs/run-1/a.json', 1);
    await expect(ours.getJson('runs/run-1/a.json')).resolves.toBe(1);
    const refused = {
      name: 'EvidenceUnusable',
      message: expect.stringMatching(/a\.json.* not written by this execution/),
    };
    await expect(theirs.getJson('runs/run-1/a.json')).rejects.toMatchObject(refused);
    await expect(read(theirs, 'runs/run-1/a.json')).rejects.toMatchObject(refused);
  });

  test('and what is shared is asked of no one', async () => {
    const { ours, theirs } = run();
    await ours.putJson('locks/a.json', 1);
    await expect(theirs.getJson('locks/a.json')).resolves.toBe(1);
  });

  test.each([
    ['no JSON', 'garbage', /is no JSON/],
    ['another JSON', '{"a": 2}', /is not what a step writes \(a: /],
  ])('%s is named with a way out, not a stack trace', async (_what, text, says) => {
    const { ours } = run();
    await ours.putText('runs/run-1/attempt-0/a.json', text, 'application/json');
    await expect(
      ours.getJson('runs/run-1/attempt-0/a.json', (value) => z.object({ a: z.string() }).parse(value)),
    ).rejects.toMatchObject({
      name: 'EvidenceUnusable',
      message: expect.stringMatching(new RegExp(`attempt-0/a\\.json.*${says.source}.*decide \`retry\``)),
    });
  });

  test('a list that is gone is not an empty one', async () => {
    const { ours } = run();
    await expect(read(ours, 'runs/run-1/attempt-0/actions/part-000000.jsonl')).rejects.toThrow(/is gone/);
  });
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
