import { AsVerified } from '../../domain/objects/as-verified';
import { manifestKey, type ObjectCopyManifest } from '../../domain/objects/object-copy-workflow';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Location } from '../../domain/workflow/workflow';
import type { Walk } from '../../runtime/objects/rewind/decide-keys';
import { BadArguments } from '../exit-code';
import { commandLine } from '../options/command-line';
import { complain } from '../terminal';

export interface ObjectCopyAllowances {
  /** Where it goes. */
  readonly to: Location;
  readonly acceptLoss?: boolean;
  readonly allowNoManifest?: boolean;
}

/** The object copy that is restored from: what its walk decides on is compared with its manifest before a key is written. */
export class RestoredCopy {
  private readonly verified: AsVerified | undefined;

  /** @param manifest undefined: there is none; an error: there is one that cannot be used */
  constructor(
    private readonly location: Location,
    private readonly manifest: ObjectCopyManifest | PegasusError | undefined,
    private readonly allowed: ObjectCopyAllowances,
    /** The store's clock, milliseconds. */
    private readonly now: number,
  ) {
    if (manifest !== undefined && !(manifest instanceof PegasusError)) this.verified = new AsVerified(manifest);
  }

  watched(walk: Walk): Walk {
    const { verified } = this;
    if (verified === undefined) return walk;
    return async function* (options) {
      for await (const walked of walk(options)) {
        for (const { wanted } of walked.decided.map(({ state }) => state)) if (wanted !== null) verified.add(wanted);
        yield walked;
      }
    };
  }

  /**
   * After the walk. What is allowed is said.
   * @throws BadArguments when there is no manifest
   * @throws ObjectCopyIncomplete when the copy is not what was verified
   */
  assertKnown(): void {
    const { bucket, prefix } = this.location;
    const where = `s3://${bucket}/${prefix}`;
    if (this.manifest === undefined && !this.allowed.allowNoManifest) {
      throw new BadArguments(
        `The object copy ${where} has no manifest (s3://${bucket}/${manifestKey(prefix)}): whether it is complete, and what was verified, is unknown. Use a copy that has one, or continue with \`--allow-no-manifest\`, as with a copy that another program has made. Nothing was written.`,
      );
    }
    if (this.verified === undefined) {
      warn(`${where} has no manifest that can be used: whether the object copy is complete is unknown.`);
      return;
    }
    const { late, verifiedAt, source } = this.manifest as ObjectCopyManifest;
    const { to } = this.allowed;
    if (source.bucket !== to.bucket || source.prefix !== to.prefix) {
      warn(`${where} is a copy of s3://${source.bucket}/${source.prefix}, and goes to s3://${to.bucket}/${to.prefix}.`);
    }
    if (late > 0) warn(`${where} lacks ${late} uploads in parts that were completed after it was begun.`);
    const differences = this.verified.differences(this.now);
    if (differences.length === 0) return;
    const said = `The object copy ${where} ${differences.join('; it ')}`;
    if (this.allowed.acceptLoss) {
      warn(`${said}. It is restored as it is now.`);
      return;
    }
    const asVerified = commandLine('rewind', [
      ['--bucket', bucket],
      ['--prefix', prefix || undefined],
      ['--to', verifiedAt],
      ['--multipart-window', '0'],
      ['--into', 'LOCATION'],
    ]);
    throw new PegasusError(
      ErrorName.OBJECT_COPY_INCOMPLETE,
      `${said}. Use another object copy; where ${bucket} keeps versions, restore what was verified with \`${asVerified}\`; or restore it as it is now with \`--accept-loss\`. Nothing was written.`,
    );
  }
}

const warn = (said: string): void => complain(`warning: ${said}`);
