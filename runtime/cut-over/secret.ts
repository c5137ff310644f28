import { OTHER_CUT_OVER, type Undo } from '../../domain/traffic/cut-over';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { SecretState, Secrets } from '../execution/secrets';
import type { Sent, Target, Way } from './cut-over';
import { type Pointer, parsePointer, pointed, pointsTo, prior, problemOf } from './pointer';

/** The secret that the application reads names the restored database. The version before it is the undo. */
export class SecretCutOver implements Way {
  constructor(
    private readonly secretArn: string,
    private readonly secrets: Pick<Secrets, 'describe' | 'read' | 'write'>,
  ) {}

  async unfit(): Promise<string | undefined> {
    return await problemOf(this.what, async () => {
      const state = await this.secrets.describe(this.secretArn);
      return this.refusal(state) ?? (await this.read()).pointer;
    });
  }

  async endpoint(): Promise<Sent> {
    const { host, port, dbname: database } = (await this.read()).pointer;
    return { host, port, database };
  }

  async undoOf(to: Target): Promise<Undo | undefined> {
    const { pointer, versionId } = await this.read();
    if (pointsTo(pointer, to)) return undefined;
    const { secretArn } = this;
    return {
      prior: { secretArn, versionId, ...prior(pointer) },
      undo:
        `aws secretsmanager update-secret-version-stage --secret-id ${secretArn} --version-stage AWSCURRENT ` +
        `--move-to-version-id ${versionId} --remove-from-version-id <the version that is current now>`,
    };
  }

  async point(to: Target) {
    const { pointer } = await this.read();
    if (!pointsTo(pointer, to)) await this.write(pointed(pointer, to));
    return { host: to.host, port: to.port };
  }

  async stay(generation: number): Promise<void> {
    const { pointer } = await this.read();
    if (pointer.generation !== generation) await this.write({ ...pointer, generation });
  }

  /** @throws PegasusError `Retryable` while a rotation that began after the plan is under way: it would write over this */
  private async write(pointer: Pointer): Promise<void> {
    const refusal = this.refusal(await this.secrets.describe(this.secretArn));
    if (refusal !== undefined) throw new PegasusError(ErrorName.RETRYABLE, refusal);
    await this.secrets.write(this.secretArn, JSON.stringify(pointer));
  }

  private refusal({ owningService, pendingVersionId }: SecretState): string | undefined {
    if (owningService !== undefined) {
      return `${this.what} is managed by the service \`${owningService}\`, which alone may write it: ${OTHER_CUT_OVER}`;
    }
    if (pendingVersionId === undefined) return undefined;
    const ends = `--secret-id ${this.secretArn}`;
    return (
      `${this.what} is being rotated, and the end of that would lead the application back to the old database: wait ` +
      `until the version ${pendingVersionId} is AWSCURRENT, or end a rotation that has failed with ` +
      `\`aws secretsmanager cancel-rotate-secret ${ends}\` and \`aws secretsmanager update-secret-version-stage ` +
      `${ends} --version-stage AWSPENDING --remove-from-version-id ${pendingVersionId}\``
    );
  }

  private get what(): string {
    return `the cut-over secret \`${this.secretArn}\``;
  }

  private async read(): Promise<{ pointer: Pointer; versionId: string }> {
    const { text, versionId } = await this.secrets.read(this.secretArn);
    return { pointer: parsePointer(text, this.what), versionId };
  }
}
