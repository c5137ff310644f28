import { describe, expect, test } from '@jest/globals';
import { type FoundTopic, notifications } from '../../../domain/readiness/notifications';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:restores';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/own';
const ALARMS = { Service: 'cloudwatch.amazonaws.com' };
const PLAIN = [{ Effect: 'Allow', Principal: ALARMS, Action: 'sns:Publish' }];
const USED = [{ Effect: 'Allow', Principal: ALARMS, Action: ['kms:GenerateDataKey*', 'kms:Decrypt'] }];
const key = { arn: KEY, state: 'Enabled', ofAws: false, policy: USED };
const observed = (found: FoundTopic | undefined, usable: string | undefined = KEY) => {
  const { outcome, observed: words } = notifications(TOPIC, found, usable);
  return `${outcome}: ${words}`;
};

describe('F107 the topic', () => {
  test.each<[string, FoundTopic]>([
    ['that is not encrypted', { policy: PLAIN }],
    [
      'with the policy that SNS gives',
      { policy: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: ['SNS:Publish'] }] },
    ],
    ['with a key that all may use', { policy: PLAIN, key }],
    ['whose key is for everyone', { policy: PLAIN, key: { ...key, policy: [{ ...USED[0]!, Principal: '*' }] } }],
  ])('%s passes', (_, found) => {
    expect(observed(found)).toMatch(/^passed: arn:aws:sns/);
  });

  test.each<[string, FoundTopic | undefined, string | undefined, RegExp]>([
    ['that is gone', undefined, KEY, /there is no topic arn:aws:sns.*`notifications`/],
    [
      'that admits no alarm',
      { policy: [] },
      KEY,
      /lets no alarm publish: allow `sns:Publish` to the service cloudwatch/,
    ],
    ['that denies alarms', { policy: [{ ...PLAIN[0]!, Effect: 'Deny' }] }, KEY, /lets no alarm publish/],
    [
      'whose key was not given',
      { policy: PLAIN, key },
      undefined,
      /no handler may use the key .*keyArn: 'arn:aws:kms.*own'/,
    ],
    ['whose key is another', { policy: PLAIN, key }, 'arn:other', /no handler may use the key/],
    ['whose key is disabled', { policy: PLAIN, key: { ...key, state: 'Disabled' } }, KEY, /is Disabled: enable it/],
    [
      'with the key of AWS',
      { policy: PLAIN, key: { ...key, ofAws: true } },
      KEY,
      /key of AWS, with which no alarm can publish/,
    ],
    [
      'whose key no alarm may use',
      { policy: PLAIN, key: { ...key, policy: [] } },
      KEY,
      /policy of the key .* lets no alarm/,
    ],
    [
      'whose key alarms may use half',
      { policy: PLAIN, key: { ...key, policy: [{ ...USED[0]!, Action: 'kms:Decrypt' }] } },
      KEY,
      /policy of the key .* lets no alarm/,
    ],
  ])('%s is red, with what to do', (_, found, usable, why) => {
    expect(notifications(TOPIC, found, usable)).toMatchObject({
      outcome: 'failed',
      observed: expect.stringMatching(why),
    });
  });
});
