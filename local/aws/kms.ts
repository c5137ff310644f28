import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import type { LocalService } from './service';

/** KMS: keys, and the state that each is in. Nothing is encrypted with them. */
export class LocalKeys implements LocalService {
  readonly name = 'kms';
  /** ARN → `Enabled`, `Disabled`, `PendingDeletion`, … */
  readonly states = new Map<string, string>();

  private readonly operations = {
    DescribeKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      const KeyState = this.states.get(KeyId);
      if (KeyState === undefined) throw new ServiceError('NotFoundException', `Key '${KeyId}' does not exist`);
      return { KeyMetadata: { Arn: KeyId, KeyId, KeyState, Enabled: KeyState === 'Enabled' } };
    }),
    // A key that is kept after all is disabled until it is enabled.
    CancelKeyDeletion: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      this.move(KeyId, 'PendingDeletion', 'Disabled');
      return { KeyId };
    }),
    EnableKey: operation(z.strictObject({ KeyId: z.string() }), ({ KeyId }) => {
      this.move(KeyId, 'Disabled', 'Enabled');
      return {};
    }),
  };

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
