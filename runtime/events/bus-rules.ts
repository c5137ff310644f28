import {
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { canBeTold, type EventConsumer } from '../../domain/events/consumers';

/** S3 tells the default bus of its account and region, and no other. */
const BUS = 'default';

/**
 * The rules that start something on what is written to a bucket, disabled ones left out. A rule that a service of AWS has
 * made for itself (AWS Backup, GuardDuty) is none of them: it cannot be disabled, and what it starts is its service's.
 */
export async function busRules(client: Pick<EventBridgeClient, 'send'>, bucket: string): Promise<EventConsumer[]> {
  const found: EventConsumer[] = [];
  for (const { Arn: arn, Name: Rule, EventPattern: pattern, State, ManagedBy } of await rules(client)) {
    if (arn === undefined || pattern === undefined || State === 'DISABLED' || ManagedBy) continue;
    const rule = consumer({ arn, bucket, pattern, targets: [] });
    if (!canBeTold(rule, '')) continue;
    const targets = await targetsOf(client, Rule);
    if (targets.length > 0) found.push(consumer({ arn, bucket, pattern, targets }));
  }
  return found;
}

const consumer = (rule: NonNullable<EventConsumer['rule']>): EventConsumer => ({
  kind: 'rule',
  name: rule.arn,
  events: [],
  prefix: '',
  suffix: '',
  rule,
});

async function rules(client: Pick<EventBridgeClient, 'send'>): Promise<Rule[]> {
  const found: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ EventBusName: BUS, NextToken }));
    found.push(...(page.Rules ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

async function targetsOf(client: Pick<EventBridgeClient, 'send'>, Rule: string | undefined): Promise<string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTargetsByRuleCommand({ EventBusName: BUS, Rule, NextToken }));
    found.push(...(page.Targets ?? []).flatMap(({ Arn }) => Arn ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}
