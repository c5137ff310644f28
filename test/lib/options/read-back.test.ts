import { Match } from 'aws-cdk-lib/assertions';
import { ReadBack } from '../../../lib';
import { fixture } from '../fixture';

test.each([
  ['a bound', ReadBack.bound(0.1), '0.1'],
  ['all objects', ReadBack.all(), 'all'],
])('RunChecks is told to read %s', (_what, readBack, wanted) =>
  fixture({ backup: { readBack } })
    .template()
    .hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('^RunChecks'),
      Environment: { Variables: Match.objectLike({ READ_BACK: wanted }) },
    }),
);

test.each([0, 0.009, 10.1, Number.NaN])('a bound of %f % is refused', (percent) =>
  expect(() => ReadBack.bound(percent)).toThrow(/`readBack` is .* %; 0.01 to 10 are allowed: use ReadBack.all\(\)/),
);
test.each([0.01, 10])('a bound of %f % is taken', (percent) =>
  expect(ReadBack.bound(percent).wanted).toBe(String(percent)),
);
