import type { IEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { SwitchDefinition } from './switch-definition';

export const eventSourceMappingSwitch = (mapping: IEventSourceMapping): SwitchDefinition => ({
  spec: () => ({ kind: 'event-source-mapping', id: mapping.eventSourceMappingId }),
  permissions: () => [
    {
      reason: 'reads whether the mapping is enabled, disables it and enables it again',
      actions: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
      resources: [mapping.eventSourceMappingArn],
    },
  ],
});
