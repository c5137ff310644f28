import { Duration } from 'aws-cdk-lib';
import { Hold } from '../../lib';

test.each([59, 24 * 3600 + 60])('an answer that is waited for %d seconds is refused', (seconds) => {
  for (const hold of [Hold.forOperator, Hold.forSecondPerson]) {
    expect(() => hold(Duration.seconds(seconds))).toThrow(
      /The patience of `hold` is .* minutes; from 1 minute to 24 hours are allowed/,
    );
  }
});

test.each([1, 24 * 60])('an answer may be waited for %d minutes', (minutes) => {
  expect(Hold.forOperator(Duration.minutes(minutes)).patience.toMinutes()).toBe(minutes);
});
