import { Duration } from 'aws-cdk-lib';
import type { LockConfiguration } from 'aws-cdk-lib/aws-backup';
import type { Retention } from './retention';

/** AWS Backup accepts no shorter one. */
const SHORTEST_COOLING_OFF = Duration.days(3);

export interface ComplianceLockOptions {
  /**
   * From the deployment on, the lock can be lifted so long; after that by nobody, AWS included, while a snapshot lives.
   * Whole days, 3 at least.
   */
  readonly coolingOff: Duration;
}

/** What keeps snapshots from being deleted before their time. How long that is, `retention` says. */
export class VaultLock {
  /** Who has the right to (`backup:DeleteBackupVaultLockConfiguration`) may lift it. */
  static governance(): VaultLock {
    return new VaultLock();
  }

  /** For ever: when the cooling-off is over, neither lock nor vault can be removed. It is nobody's default. */
  static compliance({ coolingOff }: ComplianceLockOptions): VaultLock {
    const days = coolingOff.toDays({ integral: false });
    if (!Number.isInteger(days) || days < SHORTEST_COOLING_OFF.toDays()) {
      throw new Error(
        `\`coolingOff\` of VaultLock.compliance is ${days} days; whole days from ${SHORTEST_COOLING_OFF.toDays()} on are allowed: time in which a mistake can be taken back, after it nobody can.`,
      );
    }
    return new VaultLock(coolingOff);
  }

  private constructor(
    /** Undefined in governance mode. */
    readonly coolingOff?: Duration,
  ) {}

  /** For a vault of daily snapshots that live for `retention`. */
  configurationFor(retention: Retention): LockConfiguration {
    return { minRetention: retention.period, changeableFor: this.coolingOff };
  }
}
