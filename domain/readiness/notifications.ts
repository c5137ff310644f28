import { judge } from '../checks/check';
import type { PolicyStatement } from '../objects/keep-policy';
import type { CheckResult } from '../workflow/workflow';
import type { KeyFound } from './encryption-keys';
import type { ReadinessCheck } from './readiness';

export const NOTIFICATIONS: ReadinessCheck = {
  name: 'Notifications',
  expected: 'handlers and alarms may publish to the topic, and use its key',
};

export interface FoundTopic {
  readonly policy: readonly PolicyStatement[];
  /** @default - it is not encrypted */
  readonly key?: KeyFound & { readonly policy: readonly PolicyStatement[] };
}

const ALARMS = 'cloudwatch.amazonaws.com';

/**
 * @param found undefined when there is no such topic
 * @param usable the key that the handlers may use
 */
export function notifications(
  topicArn: string,
  found: FoundTopic | undefined,
  usable: string | undefined,
): CheckResult {
  if (found === undefined) {
    return judge(
      NOTIFICATIONS,
      [`there is no topic ${topicArn}: make it again, or give another as \`notifications\``],
      '',
    );
  }
  const defects = [
    ...(admitsAlarms(found.policy, 'sns:Publish')
      ? []
      : [`the policy of the topic ${topicArn} lets no alarm publish: allow \`sns:Publish\` to the service ${ALARMS}`]),
    ...(found.key === undefined ? [] : keyDefects(topicArn, found.key, usable)),
  ];
  return judge(NOTIFICATIONS, defects, `${topicArn}: ${found.key === undefined ? 'not encrypted' : found.key.arn}`);
}

function keyDefects(
  topicArn: string,
  { arn, state, ofAws, policy }: FoundTopic['key'] & object,
  usable?: string,
): string[] {
  if (ofAws) {
    return [
      `the topic ${topicArn} is encrypted with the key of AWS, with which no alarm can publish: give it a key of your own`,
    ];
  }
  const defects = [];
  if (state !== 'Enabled') defects.push(`the key ${arn} of the topic ${topicArn} is ${state}: enable it`);
  if (arn !== usable) {
    defects.push(
      `no handler may use the key ${arn} of the topic ${topicArn}: import it with \`Topic.fromTopicAttributes(…, { topicArn, keyArn: '${arn}' })\`, and deploy the stack`,
    );
  }
  if (!['kms:GenerateDataKey', 'kms:Decrypt'].every((action) => admitsAlarms(policy, action))) {
    defects.push(
      `the policy of the key ${arn} lets no alarm use it: allow \`kms:GenerateDataKey*\` and \`kms:Decrypt\` to the service ${ALARMS}`,
    );
  }
  return defects;
}

/** By name, or as everyone; conditions are not looked at. */
const admitsAlarms = (policy: readonly PolicyStatement[], action: string): boolean =>
  policy.some(
    ({ Effect, Principal, Action = [] }) =>
      Effect === 'Allow' && isAlarms(Principal) && [Action].flat().some((one) => covers(one, action)),
  );

function isAlarms(principal: unknown): boolean {
  if (principal === '*') return true;
  const { AWS, Service } = Object(principal) as Record<string, string | readonly string[] | undefined>;
  return [AWS ?? []].flat().includes('*') || [Service ?? []].flat().includes(ALARMS);
}

/** IAM does not tell cases apart; a `*` ends the pattern, as all that services and CDK write do. */
function covers(pattern: string, action: string): boolean {
  const [wanted, asked] = [pattern.toLowerCase(), action.toLowerCase()];
  return wanted.endsWith('*') ? asked.startsWith(wanted.slice(0, -1)) : asked === wanted;
}
