import { createHash } from 'node:crypto';
import * as z from 'zod';
import { notReady } from '../../domain/readiness/readiness';
import { mail } from '../../domain/workflow/mail-text';
import { visible } from '../../domain/workflow/quoted';
import type { CheckResult } from '../../domain/workflow/workflow';
import { loggerOf } from '../../runtime/execution/logger';
import { Notifications } from '../../runtime/execution/notifications';
import { askKey, bucketStore, databaseStore, parseUsableKeys } from '../../runtime/readiness/aws-stores';
import { checkStores } from '../../runtime/readiness/stores';
import { environment, stepHandler } from '../step-handler';
import { answerDeployment, type Deployment, type Judgement, type SendAnswer } from './cloudformation-request';
import { sendAnswer } from './cloudformation-response';

/** What the construct puts into this handler's environment. */
export interface CheckStoresEnvironment {
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PAIR: string;
}

/**
 * Properties of the custom resource: CloudFormation makes texts of them. They are not in the environment, so that a
 * deployment that is rolled back is checked against what it goes back to.
 */
export interface CheckStoresProperties {
  readonly OnMissing: 'fail' | 'warn';
  /** Undefined: not imported, so not looked at. */
  readonly Database?: { readonly Kind: string; readonly Identifier: string; readonly RetentionDays: string };
  readonly Bucket?: {
    readonly Name: string;
    readonly Prefix: string;
    readonly HistoryDays: string;
    readonly Replication: 'wanted' | 'none';
  };
  /** JSON: ARNs of keys by what is encrypted with them. @default - what was deployed before did not say it */
  readonly UsableKeys?: string;
}

const properties: z.ZodType<CheckStoresProperties> = z.object({
  OnMissing: z.enum(['fail', 'warn']),
  Database: z.object({ Kind: z.string(), Identifier: z.string(), RetentionDays: z.string() }).optional(),
  Bucket: z
    .object({ Name: z.string(), Prefix: z.string(), HistoryDays: z.string(), Replication: z.enum(['wanted', 'none']) })
    .optional(),
  UsableKeys: z.string().optional(),
});

export interface CheckStoresWorld {
  readonly check: (stores: CheckStoresProperties) => Promise<readonly CheckResult[]>;
  readonly answer: SendAnswer;
  readonly notifications: Pick<Notifications, 'publish'>;
}

/**
 * At deployment: are the stores that this app does not make as a restore needs them? If not, the deployment fails with
 * the list of what is missing, or warns.
 *
 * Fails closed: what could not be found out is missing too. A roll-back is never failed, because then the
 * stack could not be deployed any more: the physical id is a digest of the properties that have passed, and coming back
 * to those is one.
 */
export async function checkStoresAtDeployment(event: unknown, world: CheckStoresWorld): Promise<void> {
  await answerDeployment(event, (request) => judge(request, world), world.answer);
}

async function judge(request: Deployment, world: CheckStoresWorld): Promise<Judgement> {
  const before = request.PhysicalResourceId ?? 'stores-not-checked';
  if (request.RequestType === 'Delete') return { Status: 'SUCCESS', PhysicalResourceId: before };
  const parsed = properties.safeParse(request.ResourceProperties);
  if (!parsed.success) {
    const Reason = `The properties of the check cannot be read: ${z.prettifyError(parsed.error)}`;
    return { Status: 'FAILED', Reason, PhysicalResourceId: before };
  }
  const passed = `stores-${digest(parsed.data)}`;
  const missing = await world.check(parsed.data).then(notReady, (error: Error) => `- ${visible(error.message)}`);
  if (missing === undefined) return { Status: 'SUCCESS', PhysicalResourceId: passed };
  const Reason = `The imported stores are not ready for a restore:\n${missing}`;
  if (parsed.data.OnMissing === 'fail' && before !== passed) {
    return { Status: 'FAILED', Reason, PhysicalResourceId: before };
  }
  await world.notifications.publish('Stores are not ready for a restore', mail(Reason.split('\n')));
  return { Status: 'SUCCESS', Reason, PhysicalResourceId: passed };
}

const digest = (value: CheckStoresProperties): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

export const handler = stepHandler<unknown, void>('CheckStores', (event) => {
  const { NOTIFICATION_TOPIC_ARN, PAIR } = environment<CheckStoresEnvironment>({
    NOTIFICATION_TOPIC_ARN: 'required',
    PAIR: 'required',
  });
  const logger = loggerOf('CheckStores');
  return checkStoresAtDeployment(event, {
    check: async ({ Database, Bucket, UsableKeys }) => {
      const results = await checkStores({
        now: Date.now(),
        key: askKey,
        usableKeys: UsableKeys === undefined ? undefined : parseUsableKeys(UsableKeys),
        database:
          Database &&
          databaseStore({
            environment: { DATABASE_KIND: Database.Kind },
            identifier: Database.Identifier,
            retentionDays: Number(Database.RetentionDays),
          }),
        bucket:
          Bucket &&
          bucketStore({
            bucket: Bucket.Name,
            prefix: Bucket.Prefix,
            historyDays: Number(Bucket.HistoryDays),
            copyWanted: Bucket.Replication === 'wanted',
          }),
      });
      logger.info('checked', { results });
      return results;
    },
    answer: sendAnswer,
    notifications: new Notifications(NOTIFICATION_TOPIC_ARN, PAIR),
  });
});
