import { parseTraffic } from '../../../domain/traffic/parameter';

test('the parameter says mode and generation', () =>
  expect(parseTraffic('{"mode":"low-traffic","generation":7}')).toEqual({ mode: 'low-traffic', generation: 7 }));

test.each([undefined, '', 'open', 'none', '7', '"frozen"', '[]'])('%p was never written by a run: open', (text) =>
  expect(parseTraffic(text)).toEqual({ mode: 'open', generation: 0 }),
);

test.each(['{}', '{"mode":"thawed"}', '{"mode":7}'])('%s is not taken for open', (text) =>
  expect(() => parseTraffic(text)).toThrow(/frozen, low-traffic, open/),
);

test.each([-1, 0.5, '"x"'])('generation %s is refused', (generation) =>
  expect(() => parseTraffic(`{"mode":"open","generation":${generation}}`)).toThrow(/integer ≥ 0/),
);
