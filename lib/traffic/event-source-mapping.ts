import type { IEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { SwitchDefinition } from './switch-definition';

export const eventSourceMappingSwitch = (mapping: IEventSourceMapping): SwitchDefinition => ({
  spec: () => ({ kind: 'event-source-mapping', id: mapping.eventSourceMappingId }),
  reads: () => [
    {
      reason: 'reads whether the mapping is enabled',
      actions: ['lambda:GetEventSourceMapping'],
      resources: [mapping.eventSourceMappingArn],
    },
  ],
  changes: () => [
    {
      reason: 'disables the mapping and enables it again',
      actions: ['lambda:UpdateEventSourceMapping'],
      resources: [mapping.eventSourceMappingArn],
    },
  ],
});
