import { CfnTopic, type ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { refuseElsewhere } from '../options/same-environment';

/** No service may publish with it. */
const KEY_OF_AWS = 'alias/aws/sns';

/** @throws Error for a topic that handlers, rules or alarms cannot tell: it would show when the first message is lost */
export function checkTopic(here: IConstruct, topic: ITopic): void {
  const { path } = topic.node;
  const advice =
    'handlers, rules and alarms tell a topic beside them: give one of this stack, and subscribe to it who reads the other';
  refuseElsewhere(here, 'notifications', topic, { advice });
  if (topic.fifo) {
    throw new Error(
      `\`notifications\` ${path} is a FIFO topic; a standard one is allowed, because alarms of CloudWatch publish to no other: give one, and subscribe to it who reads this one.`,
    );
  }
  const resource = topic.node.defaultChild;
  const key = CfnTopic.isCfnTopic(resource) ? resource.kmsMasterKeyId : topic.masterKey?.keyArn;
  const why = whyUseless(key, topic);
  if (why === undefined) return;
  throw new Error(
    `\`notifications\` ${path} is encrypted with ${why}: make it with a key of your own as \`masterKey\`, or leave \`notifications\` out, and PegasusBackup makes one.`,
  );
}

function whyUseless(key: string | undefined, { masterKey }: ITopic): string | undefined {
  if (key === undefined) return undefined;
  if (key.endsWith(KEY_OF_AWS)) return `${KEY_OF_AWS}, with which no alarm can publish`;
  return masterKey === undefined
    ? 'a key that is set past `masterKey`, and no handler is given a right to it'
    : undefined;
}
