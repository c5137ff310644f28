import { stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface WriteHeartbeatEnvironment {
  readonly PROTECTED_BUCKET: string;
  readonly OBJECT_PREFIX?: string;
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
}

export const handler = stepHandler<unknown, void>('WriteHeartbeat', async () => {
  throw new Error('WriteHeartbeat is not written yet');
});
