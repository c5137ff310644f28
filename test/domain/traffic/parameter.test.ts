import { parseTraffic } from '../../../domain/traffic/parameter';

const read = (text: string | undefined) => parseTraffic('/pegasus/traffic', text);

test('the parameter says mode and generation', () =>
  expect(read('{"mode":"low-traffic","generation":7}')).toEqual({ mode: 'low-traffic', generation: 7 }));

test.each([
  '',
  'open',
  'none',
  '7',
  'null',
  '"frozen"',
  '[]',
  '{}',
  '{"mode":"froz',
  '{"mode":"frozen","generation":4',
  '{"mode":"thawed","generation":4}',
  '{"mode":"Open","generation":4}',
  '{"mode":7,"generation":4}',
  '{"Mode":"open","generation":4}',
  '{"mode":"open"}',
  '{"mode":"open","generation":null}',
  '{"mode":"open","generation":-1}',
  '{"mode":"open","generation":0.5}',
  '{"mode":"open","generation":"4"}',
])('%s is not taken for open: what must stand there is named, and how to find what stood there', (text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      name: 'TrafficUnreadable',
      message: expect.stringMatching(
        /^The traffic parameter \/pegasus\/traffic says ".*; it must say .* frozen, low-traffic, open .* get-parameter-history --name \/pegasus\/traffic.* put-parameter/,
      ),
    }),
  );
});

test('a parameter that is gone is not open either', () =>
  expect(() => read(undefined)).toThrow(/^The traffic parameter \/pegasus\/traffic does not exist; it must say/));

test('a long value is shown in its beginning, on one line', () =>
  expect(() => read(`frozen\n${'x'.repeat(5_000)}`)).toThrow(/says "frozen\\nx{93}"; it must/));
