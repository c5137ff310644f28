import { CfnOutput, Stack } from 'aws-cdk-lib';
import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { CutOver } from './cut-over/cut-over';
import { existingBucket, newBucket } from './environment/bucket';
import { existingDatabase, newDatabase } from './environment/database';
import { existingNetwork, newNetwork } from './environment/network';
import { replicationTo } from './environment/replication';
import type {
  ExistingErasures,
  ExistingHook,
  PegasusEnvironmentProps,
  PegasusEnvironmentSettings,
} from './environment/settings';
import { withCopies } from './environment/vault';
import { existingWriters } from './environment/writers';
import { AccessLogs } from './evidence/access-logs';
import { Application } from './options/application';
import type { Erasures } from './options/erasures';
import { RestoreHook } from './options/restore-hook';
import { PegasusBackup } from './pegasus-backup';

/**
 * One environment: a database and a bucket, made here or existing, and their backup. With `terminationProtection` a
 * database that is made here is protected against deletion too: not before a first deployment has succeeded, because one
 * that fails could not be cleaned up.
 */
export class PegasusEnvironment extends Stack {
  readonly backup: PegasusBackup;

  constructor(scope: Construct, id: string, { settings, ...props }: PegasusEnvironmentProps) {
    super(scope, id, props);
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const accessLogs = new AccessLogs(this, 'AccessLogs');
    const network = this.network(settings);
    const cutOver = this.secret('CutOver', settings.cutOverSecretArn);

    this.backup = new PegasusBackup(this, 'Backup', {
      database: settings.existingDatabase
        ? existingDatabase(this, settings.existingDatabase, network)
        : newDatabase(this, network!, settings.newDatabase, this.terminationProtection || undefined),
      bucket: settings.existingBucket ? existingBucket(this, settings.existingBucket) : newBucket(this, accessLogs),
      prefix: settings.prefix,
      retention: settings.retention,
      replication: replicationTo(this, settings.replication, settings.replicateTo),
      vault: withCopies(this, settings.vault, settings.copyToVaultArns),
      deploymentCheck: settings.deploymentCheck,
      restoreTesting: settings.restoreTesting,
      traffic: settings.traffic && existingWriters(this, settings.traffic),
      wantedEventConsumers: settings.wantedEventConsumers,
      erasures: settings.erasures && this.erasures(settings.erasures),
      hooks: settings.hooks?.map((hook) => this.hook(hook)),
      keepLostRows: settings.keepLostRows,
      longTransactions: settings.longTransactions,
      drill: settings.drill,
      drillApplication:
        settings.drillApplicationArn === undefined
          ? undefined
          : LambdaFunction.fromFunctionArn(this, 'DrillApplication', settings.drillApplicationArn),
      drillSecurityGroup:
        settings.drillSecurityGroupId === undefined
          ? undefined
          : SecurityGroup.fromSecurityGroupId(this, 'DrillSecurityGroup', settings.drillSecurityGroupId),
      application: Application.http({
        baseUrl: settings.baseUrl,
        writeToken: this.secret('WriteToken', settings.writeTokenSecretArn),
        allowPrivateAddresses: settings.allowPrivateAddresses,
        readyWithin: settings.readyWithin,
      }),
      cutOver: cutOver && CutOver.secret(cutOver),
      breakGlassRole:
        settings.breakGlassRoleArn === undefined
          ? undefined
          : Role.fromRoleArn(this, 'BreakGlass', settings.breakGlassRoleArn),
      approvalRequired: settings.approvalRequired,
      maxDrillsPerDay: settings.maxDrillsPerDay,
      maxConcurrency: settings.maxConcurrency,
      hold: settings.hold,
      objectives: settings.objectives,
      accessLogs,
      vpc: network,
    });
    if (settings.notifyEmail) {
      this.backup.notifications.addSubscription(new EmailSubscription(settings.notifyEmail));
    }
    this.outputs();
  }

  private network(settings: PegasusEnvironmentSettings): IVpc | undefined {
    if (settings.existingNetwork) return existingNetwork(this, settings.existingNetwork);
    return settings.existingDatabase ? undefined : newNetwork(this, settings.natGateways ?? 1);
  }

  private secret(id: string, completeArn?: string): ISecret | undefined {
    return completeArn ? Secret.fromSecretCompleteArn(this, id, completeArn) : undefined;
  }

  private erasures({ functionArn, ...declared }: ExistingErasures): Erasures {
    return { ...declared, repeatWith: LambdaFunction.fromFunctionArn(this, 'EraseAgain', functionArn) };
  }

  private hook({ functionArn, ...options }: ExistingHook): RestoreHook {
    return RestoreHook.lambda(LambdaFunction.fromFunctionArn(this, `Hook ${options.name}`, functionArn), options);
  }

  private outputs(): void {
    const { restoreStateMachine, decisionStateMachine, evidenceBucket, trafficParameter, notifications } = this.backup;
    const { reportSigningKey } = this.backup;
    new CfnOutput(this, 'RestoreStateMachineArn', { value: restoreStateMachine.stateMachineArn });
    new CfnOutput(this, 'DecisionStateMachineArn', { value: decisionStateMachine.stateMachineArn });
    new CfnOutput(this, 'EvidenceBucketName', { value: evidenceBucket.bucketName });
    if (reportSigningKey) new CfnOutput(this, 'ReportSigningKeyArn', { value: reportSigningKey.keyArn });
    new CfnOutput(this, 'TrafficParameterName', { value: trafficParameter.parameterName });
    new CfnOutput(this, 'NotificationTopicArn', { value: notifications.topicArn });
  }
}
