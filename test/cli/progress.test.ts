import { Progress } from '../../cli/progress';

afterEach(() => jest.restoreAllMocks());

test.each([
  ['a pipe', false, 10_000, 'copied 5, 1/s\n', ''],
  ['a terminal', true, 200, '\r\u001b[Kcopied 5, 25/s', '\r\u001b[K'],
])('in %s progress is written every so often, not before', (_, isTTY, pause, line, cleared) => {
  let now = 1_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  const progress = new Progress({ isTTY, write } as unknown as NodeJS.WriteStream);
  progress.begin('copied');
  if (isTTY) progress.update(0);
  written.length = 0;
  now += pause - 1;
  progress.update(4);
  expect(written).toEqual([]);
  now += 1;
  progress.update(5);
  expect(written).toEqual([line]);
  progress.end();
  expect(written.slice(1).join('')).toBe(cleared);
});
