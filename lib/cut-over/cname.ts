import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { CutOverDefinition } from './cut-over-definition';

export const cnameCutOver = (zone: IHostedZone, recordName: string): CutOverDefinition => ({
  spec: { kind: 'cname', hostedZoneId: zone.hostedZoneId, recordName },
  reads: (reason) => [{ reason, actions: ['route53:ListResourceRecordSets'], resources: [zone.hostedZoneArn] }],
  cutsOver: () => [
    {
      reason: 'reads the record that the application connects to',
      actions: ['route53:ListResourceRecordSets'],
      resources: [zone.hostedZoneArn],
    },
    {
      reason: 'makes this one CNAME lead to the restored database',
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [zone.hostedZoneArn],
      conditions: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [recordName.toLowerCase()],
          'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
        },
      },
    },
    {
      reason: 'waits until every name server knows it; the id of a change is not known before',
      actions: ['route53:GetChange'],
      resources: ['arn:aws:route53:::change/*'],
    },
  ],
  call: () => ({ action: 'route53:ListResourceRecordSets', resource: zone.hostedZoneArn }),
});
