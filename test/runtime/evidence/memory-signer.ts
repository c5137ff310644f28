import { generateKeyPairSync, sign } from 'node:crypto';
import { SIGNING_ALGORITHM, type Signature, type Signing, type Unsigned } from '../../../domain/report/signature';

/** Signs as KMS does, with a key of its own; `denied` is what KMS answers instead. */
export class MemorySigner {
  readonly key = 'arn:aws:kms:eu-west-1:123456789012:key/reports';
  denied: string | undefined;
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

  get publicKey(): string {
    return this.pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  get intends(): Signing {
    return { key: this.key };
  }

  async sign(text: string): Promise<Signature | Unsigned> {
    if (this.denied !== undefined) return { unsigned: this.denied };
    const signature = sign('sha256', Buffer.from(text), this.pair.privateKey).toString('base64');
    return { algorithm: SIGNING_ALGORITHM, key: this.key, signature, publicKey: this.publicKey };
  }
}
