import { generateKeyPairSync, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, type LocalService } from './service';

/** What KMS takes of a message that it is to digest itself. */
const LONGEST_MESSAGE = 4096;
const SPEC = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
const ALGORITHM = 'ECDSA_SHA_256';

/** Keys that AWS makes for a service are asked for by these. */
const OF_AWS = 'alias/aws/';
const BY_IAM = {
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${LOCAL_ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

/** KMS: keys, and the state that each is in. Some sign, with a key of their own; nothing is encrypted. */
export class LocalKeys implements LocalService {
  readonly name = 'kms';
  /** ARN → `Enabled`, `Disabled`, `PendingDeletion`, … */
  readonly states = new Map<string, string>();
  /** ARN of an alias → that of its key. */
  readonly aliases = new Map<string, string>();
  /** ARN → what its policy says. @default - the account decides, by IAM */
  readonly policies = new Map<string, unknown>();
  private readonly pairs = new Map<string, KeyPairKeyObjectResult>();

  private readonly operations = {
    DescribeKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      if (KeyId.startsWith(OF_AWS)) {
        return { KeyMetadata: { Arn: KeyId, KeyId, KeyState: 'Enabled', Enabled: true, KeyManager: 'AWS' } };
      }
      const KeyState = this.stateOf(KeyId);
      const Arn = this.aliases.get(KeyId) ?? KeyId;
      return {
        KeyMetadata: { Arn, KeyId: Arn, KeyState, Enabled: KeyState === 'Enabled', KeyManager: 'CUSTOMER' },
      };
    }),
    GetKeyPolicy: operation(
      z.strictObject({ KeyId: z.string(), PolicyName: z.literal('default').optional() }),
      ({ KeyId }) => {
        this.stateOf(KeyId);
        return { Policy: JSON.stringify(this.policies.get(KeyId) ?? BY_IAM), PolicyName: 'default' };
      },
    ),
    // A key that is kept after all is disabled until it is enabled.
    CancelKeyDeletion: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      this.move(KeyId, 'PendingDeletion', 'Disabled');
      return { KeyId };
    }),
    EnableKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      this.move(KeyId, 'Disabled', 'Enabled');
      return {};
    }),
    GetPublicKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      const { publicKey } = this.usable(KeyId);
      const PublicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      return { KeyId, PublicKey, ...SPEC, SigningAlgorithms: [ALGORITHM] };
    }),
    Sign: operation(
      z.strictObject({
        KeyId: z.string(),
        Message: z.base64(),
        MessageType: z.literal('RAW').default('RAW'),
        SigningAlgorithm: z.literal(ALGORITHM),
      }),
      ({ KeyId, Message, SigningAlgorithm }) => {
        const message = Buffer.from(Message, 'base64');
        if (message.length > LONGEST_MESSAGE) {
          throw new ServiceError('ValidationException', `Message is longer than ${LONGEST_MESSAGE} bytes`);
        }
        const { privateKey } = this.usable(KeyId);
        return { KeyId, Signature: sign('sha256', message, privateKey).toString('base64'), SigningAlgorithm };
      },
    ),
  };

  /** An enabled one. */
  create(arn: string): void {
    this.states.set(arn, 'Enabled');
  }

  createSigningKey(arn: string): void {
    this.create(arn);
    this.pairs.set(arn, generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
  }

  /** @param keyId or ARN */
  scheduleDeletion(keyId: string): void {
    const arn = [...this.states.keys()].find((one) => one === keyId || one.endsWith(`:key/${keyId}`));
    if (arn !== undefined) this.states.set(arn, 'PendingDeletion');
  }

  /** PEM. */
  publicKey(arn: string): string {
    return this.usable(arn).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  private stateOf(keyId: string): string {
    const state = this.states.get(this.aliases.get(keyId) ?? keyId);
    if (state === undefined) throw new ServiceError('NotFoundException', `Key '${keyId}' does not exist`);
    return state;
  }

  private usable(keyId: string): KeyPairKeyObjectResult {
    const [pair, state] = [this.pairs.get(keyId), this.stateOf(keyId)];
    if (state === 'Disabled') throw new ServiceError('DisabledException', `${keyId} is disabled.`);
    if (state !== 'Enabled') throw new ServiceError('KMSInvalidStateException', `${keyId} is pending deletion.`);
    if (pair === undefined) throw new ServiceError('InvalidKeyUsageException', `${keyId} is for encryption.`);
    return pair;
  }

  private move(keyId: string, from: string, to: string): void {
    const state = this.states.get(keyId);
    if (state !== from && state !== to) {
      throw new ServiceError('KMSInvalidStateException', `${keyId} is ${state ?? 'nowhere'}.`);
    }
    this.states.set(keyId, to);
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
