import { PartWriter, SharedBuffer } from '../../../runtime/evidence/part-writer';

function folder() {
  const files: Record<string, string> = {};
  return {
    files,
    putText: async (key: string, text: string) => {
      files[key] = text;
    },
  };
}

test('parts are cut at the limit of lines and named in order', async () => {
  const store = folder();
  const writer = new PartWriter(store, 'state/', { lines: 2, bytes: 1000 });
  for (const key of ['a', 'b', 'c']) await writer.write({ key });
  await writer.close();
  expect(store.files).toEqual({
    'state/part-000000.jsonl': '{"key":"a"}\n{"key":"b"}\n',
    'state/part-000001.jsonl': '{"key":"c"}\n',
  });
});

test('parts are cut at the limit of bytes', async () => {
  const store = folder();
  const writer = new PartWriter(store, '', { lines: 100, bytes: 12 });
  for (const key of ['a', 'b']) await writer.write({ key });
  expect(Object.keys(store.files)).toEqual(['part-000000.jsonl', 'part-000001.jsonl']);
});

test('nothing written leaves no part', async () => {
  const store = folder();
  await new PartWriter(store, 'state/').close();
  expect(store.files).toEqual({});
});

test('a later invocation goes on with the next number', async () => {
  const store = folder();
  const writer = new PartWriter(store, '', undefined, 7);
  await writer.write(1);
  await writer.close();
  expect(Object.keys(store.files)).toEqual(['part-000007.jsonl']);
  expect(writer.next).toBe(8);
});

test('writers that share a buffer hold no more than it together: the fullest has to write', async () => {
  const store = folder();
  const shared = new SharedBuffer(11);
  const limits = { lines: 100, bytes: 1000 };
  const [a, b] = ['a/', 'b/'].map((prefix) => new PartWriter(store, prefix, limits, 0, shared)) as [
    PartWriter,
    PartWriter,
  ];
  await a.write(1);
  await a.write(22);
  await b.write(333);
  expect(store.files).toEqual({});
  await b.write(4);
  expect(store.files).toEqual({ 'b/part-000000.jsonl': '333\n4\n' });
  expect([a.size, b.size]).toEqual([5, 0]);
  await Promise.all([a.close(), b.close()]);
  expect(Object.keys(store.files)).toEqual(['b/part-000000.jsonl', 'a/part-000000.jsonl']);
});
