import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import type { LocalService } from './service';

/** CloudWatch Logs: the names of groups. What functions print is in files of this machine. */
export class LocalLogs implements LocalService {
  readonly name = 'logs';
  readonly groups = new Set<string>();

  private readonly operations = {
    DescribeLogGroups: operation(
      z.strictObject({
        logGroupNamePrefix: z.string().default(''),
        limit: z.number().optional(),
        nextToken: z.string().optional(),
      }),
      ({ logGroupNamePrefix }) => ({
        logGroups: [...this.groups]
          .filter((name) => name.startsWith(logGroupNamePrefix))
          .map((logGroupName) => ({ logGroupName })),
      }),
    ),
    DeleteLogGroup: operation(z.strictObject({ logGroupName: z.string() }), ({ logGroupName }) => {
      if (!this.groups.delete(logGroupName))
        throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
      return {};
    }),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
