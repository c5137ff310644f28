import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { Retention } from '../options/retention';
import type { ProtectedDatabase } from './protected-database';

/** Snapshots and transaction logs in another region: point-in-time recovery there, as long as here. */
export class AutomatedBackupsCopy {
  /**
   * @param region as `eu-west-1`
   * @param keyArn customer-managed key of that region; an encrypted database cannot do without
   */
  static toRegion(region: string, keyArn?: string): AutomatedBackupsCopy {
    return new AutomatedBackupsCopy(region, keyArn);
  }

  private constructor(
    readonly region: string,
    readonly keyArn?: string,
  ) {}
}

/** Sets it on an instance of this app. */
export function copyAutomatedBackups(
  { _definition: { construct, instanceResource: resource } }: ProtectedDatabase,
  { region, keyArn }: AutomatedBackupsCopy,
  retention: Retention,
): void {
  const path = construct.node.path;
  if (!resource) {
    throw new Error(
      `\`automatedBackups\` is for a database instance of this app, and ${path} is none: leave it out here, and set it where an imported one is made.`,
    );
  }
  if (!Token.isUnresolved(region) && region === Stack.of(construct).region) {
    throw new Error(`\`automatedBackups\` of ${path} names its own region, ${region}: name another one.`);
  }
  const encrypted = resource.storageEncrypted === true || resource.kmsKeyId !== undefined;
  const keyRegion = keyArn === undefined ? undefined : Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region;
  if (encrypted && keyRegion !== region) {
    throw new Error(
      `\`automatedBackups\` of ${path} goes to ${region} encrypted, with ${keyArn ? `a key of ${keyRegion}` : 'no key'}: give AutomatedBackupsCopy.toRegion the ARN of a customer-managed key of ${region}.`,
    );
  }
  resource.automaticBackupReplicationRegion = region;
  resource.automaticBackupReplicationKmsKeyId = keyArn;
  resource.automaticBackupReplicationRetentionPeriod = retention.period.toDays();
}
