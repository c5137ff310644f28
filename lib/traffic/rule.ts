import type { IEventBus, IRule } from 'aws-cdk-lib/aws-events';
import type { SwitchDefinition } from './switch-definition';

export interface RuleSwitchOptions {
  /** @default - the default bus of the account */
  readonly eventBus?: IEventBus;
}

export const ruleSwitch = (rule: IRule, { eventBus }: RuleSwitchOptions): SwitchDefinition => ({
  spec: () => ({ kind: 'rule', name: rule.ruleName, eventBus: eventBus?.eventBusName }),
  reads: () => [
    { reason: 'reads whether the rule is enabled', actions: ['events:DescribeRule'], resources: [rule.ruleArn] },
  ],
  changes: () => [
    {
      reason: 'disables the rule and enables it again',
      actions: ['events:DisableRule', 'events:EnableRule'],
      resources: [rule.ruleArn],
    },
  ],
});
