import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import {
  SIGNING_ALGORITHM,
  type Signature,
  type Signing,
  SWITCHED_OFF,
  type Unsigned,
} from '../../domain/report/signature';
import { IMPATIENT } from '../execution/fail-fast-client';

/** What signs a plan and a report: a key of KMS that no other handler may use. */
export class Signer {
  constructor(
    /** ARN of the key. @default - nothing is signed */
    private readonly key: string | undefined,
    private readonly client = new KMSClient(IMPATIENT),
  ) {}

  get intends(): Signing {
    return this.key === undefined ? SWITCHED_OFF : { key: this.key };
  }

  /** Of at most 4,096 bytes. What keeps it from being signed is the answer: no run is lost for a signature. */
  async sign(text: string): Promise<Signature | Unsigned> {
    const { key } = this;
    if (key === undefined) return SWITCHED_OFF;
    try {
      const publicKey = await publicKeyOf(key, this.client);
      const { Signature: signed } = await this.client.send(
        new SignCommand({ KeyId: key, Message: Buffer.from(text), SigningAlgorithm: SIGNING_ALGORITHM }),
      );
      return { algorithm: SIGNING_ALGORITHM, key, signature: Buffer.from(signed!).toString('base64'), publicKey };
    } catch (error) {
      const { name, message } = error as Error;
      return { unsigned: `KMS did not sign with ${key} (${name}: ${message})` };
    }
  }
}

/** @returns PEM */
export async function publicKeyOf(key: string, client: KMSClient): Promise<string> {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: key }));
  const found = createPublicKey({ key: Buffer.from(PublicKey!), format: 'der', type: 'spki' });
  return found.export({ type: 'spki', format: 'pem' }).toString();
}
