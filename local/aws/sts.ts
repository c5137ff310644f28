import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { operation } from './protocols/operation';
import { answerQuery } from './protocols/query';
import { LOCAL_ACCOUNT, type LocalService } from './service';

/** STS: everybody on this machine is the same caller. */
export class LocalIdentity implements LocalService {
  readonly name = 'sts';

  private readonly operations = {
    GetCallerIdentity: operation(z.strictObject({}), () => ({
      Arn: `arn:aws:iam::${LOCAL_ACCOUNT}:root`,
      UserId: LOCAL_ACCOUNT,
      Account: LOCAL_ACCOUNT,
    })),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerQuery(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
