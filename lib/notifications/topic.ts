import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRuleTarget, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { permit, publishes } from '../handler/permission';
import { ServiceRole } from '../handler/service-role';

/**
 * Where restores are announced: over TLS, and encrypted with a key of its own, because no service may publish with the
 * key of AWS. Nothing is lost with the key but what is under way, so that it goes with the stack.
 */
export class NotificationTopic extends Topic {
  constructor(scope: Construct, id: string) {
    const masterKey = new Key(scope, `${id}Key`, {
      description: 'Encrypts notifications of restores on their way',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, { enforceSSL: true, masterKey });
  }
}

/**
 * Lets CloudWatch publish: a topic with its own policy admits only the principals that the policy names, and a key of the
 * customer only whom its policy or IAM does. What is imported is not changed; the readiness check `Notifications` looks.
 */
export function admitAlarms(topic: ITopic): void {
  const statement = {
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
  };
  topic.addToResourcePolicy(
    new PolicyStatement({ sid: 'Alarms', actions: ['sns:Publish'], resources: [topic.topicArn], ...statement }),
  );
  topic.masterKey?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      resources: ['*'],
      ...statement,
    }),
  );
}

/** By a role of the rule: as CDK's own target does it, in the policy of the topic, EventBridge of any account could publish. */
export const tellsTopic = (topic: ITopic, message?: RuleTargetInput): IRuleTarget => ({
  bind: (rule) => {
    const role = new ServiceRole(rule, 'Role', {
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: 'Publishes what a rule hears of',
    });
    permit(role, publishes(topic, 'tells of it'));
    return { arn: topic.topicArn, input: message, role, targetResource: topic };
  },
});
