import { parseTargetTime } from '../../../domain/request/target-time';

const NOW = Date.parse('2026-11-24T00:00:00Z');

test.each([
  ['2026-11-23T04:00:00Z', '2026-11-23T04:00:00Z'],
  ['2026-11-23T04:00:00+05:30', '2026-11-22T22:30:00Z'],
  ['2026-11-22T20:00:00-08:00', '2026-11-23T04:00:00Z'],
  ['2026-11-23T04:00:00.000Z', '2026-11-23T04:00:00Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ['2026-11-24T00:00:00Z', '2026-11-24T00:00:00Z'],
])('F02 F06: %s is %s', (given, expected) => {
  expect(parseTargetTime(given, NOW)).toBe(expected);
});

test.each([
  ['F01 without a zone', '2026-11-23T04:00:00', 'it has no zone'],
  ['F02 a leap second', '2016-12-31T23:59:60Z', 'leap seconds'],
  ['F02 a day that does not exist', '2026-02-29T04:00:00Z', 'no such date'],
  ['F02 an hour that does not exist', '2026-11-23T24:00:00Z', 'no such date'],
  ['F02 an offset that does not exist', '2026-11-23T04:00:00+15:00', 'its offset'],
  ['F03 one second in the future', '2026-11-24T00:00:01Z', 'in the future'],
  ['F06 a fraction of a second', '2026-11-23T09:30:00.999+05:30', 'give 2026-11-23T04:00:00Z, or 2026-11-23T04:00:01Z'],
  ['a date only', '2026-11-23', 'not ISO 8601'],
  ['words', 'yesterday', 'not ISO 8601'],
  ['a space for the T', '2026-11-23 04:00:00Z', 'not ISO 8601'],
  ['nothing', '', 'not ISO 8601'],
])('%s is refused with the reason', (_, given, reason) => {
  expect(() => parseTargetTime(given, NOW)).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringContaining(reason) }),
  );
});

test('F03 what the clocks may be apart is no part of the time that it says it is', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  expect(parseTargetTime('2026-11-23T12:10:00Z', now, 900_000)).toBe('2026-11-23T12:10:00Z');
  expect(() => parseTargetTime('2999-01-01T00:00:00Z', now, 900_000)).toThrow('it is 2026-11-23T12:00:00Z now');
});
