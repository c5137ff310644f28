import type { Undo } from '../../domain/traffic/cut-over';
import type { Secrets } from '../execution/secrets';
import type { Sent, Target, Way } from './cut-over';
import { type Pointer, parsePointer, pointed, pointsTo, prior } from './pointer';

/** The secret that the application reads names the restored database. The version before it is the undo. */
export class SecretCutOver implements Way {
  constructor(
    private readonly secretArn: string,
    private readonly secrets: Pick<Secrets, 'read' | 'write'>,
  ) {}

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
    if (!pointsTo(pointer, to)) await this.secrets.write(this.secretArn, JSON.stringify(pointed(pointer, to)));
    return { host: to.host, port: to.port };
  }

  async stay(generation: number): Promise<void> {
    const { pointer } = await this.read();
    if (pointer.generation === generation) return;
    await this.secrets.write(this.secretArn, JSON.stringify({ ...pointer, generation }));
  }

  private async read(): Promise<{ pointer: Pointer; versionId: string }> {
    const { text, versionId } = await this.secrets.read(this.secretArn);
    return { pointer: parsePointer(text, `The cut-over secret \`${this.secretArn}\``), versionId };
  }
}
