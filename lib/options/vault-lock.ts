import { Duration } from 'aws-cdk-lib';
import type { LockConfiguration } from 'aws-cdk-lib/aws-backup';
import { knownNow } from './known-now';
import type { Retention } from './retention';

/** AWS Backup accepts no shorter one. */
const SHORTEST_COOLING_OFF = Duration.days(3);

export interface ComplianceLockOptions {
  /**
   * How long after the deployment the lock can still be lifted; afterwards no one can lift it, AWS included, while the
   * vault has a snapshot. Whole days, 3 at least.
   */
  readonly coolingOff: Duration;
}

/** Keeps snapshots from being deleted before their `retention` ends. */
export class VaultLock {
  /** Principals with `backup:DeleteBackupVaultLockConfiguration` can lift it. */
  static governance(): VaultLock {
    return new VaultLock();
  }

  /** Irreversible: after the cooling-off, neither lock nor vault can be removed. Never a default. */
  static compliance({ coolingOff }: ComplianceLockOptions): VaultLock {
    const days = knownNow('`coolingOff` of VaultLock.compliance', coolingOff).toDays({ integral: false });
    if (!Number.isInteger(days) || days < SHORTEST_COOLING_OFF.toDays()) {
      throw new Error(
        `\`coolingOff\` of VaultLock.compliance is ${days} days; whole days from ${SHORTEST_COOLING_OFF.toDays()} are allowed: afterwards no one can lift the lock.`,
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
