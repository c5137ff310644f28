import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine, SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { PegasusBackup, ReadinessMetric } from '../../lib';

/**
 * How do I start a drill after every release, from the stack of my pipeline? The backup is in another app: its ARN and
 * names are outputs of its stack.
 */
export class DrillInCi extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { env: { account: '123456789012', region: 'eu-central-1' }, ...props });
    const backup = PegasusBackup.fromPegasusBackupAttributes(this, 'Backup', {
      restoreStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:pegasus-restore',
      decisionStateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:pegasus-decisions',
      evidenceBucketName: 'pegasus-evidence',
      pair: 'pegasus-prod/Backup',
    });

    new Rule(this, 'Released', {
      description: 'A release of the application is followed by a drill',
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Pipeline Execution State Change'],
        detail: { pipeline: ['pegasus'], state: ['SUCCEEDED'] },
      },
      targets: [
        new SfnStateMachine(backup.restoreStateMachine, {
          input: RuleTargetInput.fromObject({ mode: 'drill', reason: 'a release', requestedBy: 'the pipeline' }),
        }),
      ],
    });

    const team = new Topic(this, 'Team', { enforceSSL: true });
    new Rule(this, 'DrillFailed', {
      description: 'Notifies the team of a drill or a restore that is not verified',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [backup.restoreStateMachine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new SnsTopic(team)],
    });
    backup
      .metricReadiness(ReadinessMetric.VERIFIED_RESTORE, { period: Duration.hours(1) })
      .createAlarm(this, 'NotVerified', { threshold: 1, evaluationPeriods: 1 });
  }
}
