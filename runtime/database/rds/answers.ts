import type { RDSClient } from '@aws-sdk/client-rds';
import { UnreadableAnswer } from '../../execution/retryable-errors';

/** As much of a stranger's answer as an error quotes. */
const QUOTED = 80;

interface HttpAnswer {
  readonly statusCode: number;
  body: unknown;
}

/**
 * A page of HTML, or nothing at all, with status 200 (a proxy, a maintenance page) reads as an answer without a database,
 * a snapshot, a backup. So the first element of an answer has to be the one that RDS writes for this call.
 *
 * @returns the same client; looked at once, however often it is given here
 */
export function readingOnlyAnswersOfRds<Client extends Pick<RDSClient, 'middlewareStack'>>(client: Client): Client {
  client.middlewareStack?.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        const response = result.response as HttpAnswer;
        if (response.statusCode < 200 || response.statusCode >= 300) return result;
        const body = await collected(response.body);
        const expected = commandName.replace(/Command$/, 'Response');
        if (new RegExp(`^\\s*(<\\?xml[^>]*>\\s*)?<${expected}[\\s/>]`).test(body)) {
          response.body = Buffer.from(body);
          return result;
        }
        const found = body.trim() === '' ? 'nothing' : `\`${body.trim().slice(0, QUOTED)}\``;
        throw new UnreadableAnswer(`${response.statusCode} with ${found}, which is no ${expected}`);
      },
    { step: 'deserialize', priority: 'low', name: 'readingOnlyAnswersOfRds', override: true },
  );
  return client;
}

async function collected(body: unknown): Promise<string> {
  if (body === undefined) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
