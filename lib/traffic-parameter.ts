import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/**
 * The switch that the application obeys. Restores write it; a deployment writes it only when the value below changes, so
 * it must never change: that would open traffic in the middle of a restore.
 */
export class TrafficParameter extends StringParameter {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Mode of traffic, obeyed by the application and written by restores',
      stringValue: JSON.stringify({ mode: 'open', generation: 0 }),
    });
  }
}
