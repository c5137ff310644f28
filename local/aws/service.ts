import type { IncomingMessage, ServerResponse } from 'node:http';

/** One AWS service on this machine. Requests reach it by the service name in their SigV4 credential scope. */
export interface LocalService {
  /** As in the credential scope: `s3`, `rds`, `states`, `ssm`, `secretsmanager`, `sns`, … */
  readonly name: string;
  /** Answers one request; whatever is not implemented is answered with 501 and the operation's name. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends processes and files. */
  close(): Promise<void>;
}

/** The account and region that ARNs on this machine carry. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';
