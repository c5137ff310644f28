import * as z from 'zod';

/** `DATABASE_SETTINGS` of a self-managed Postgres: where its server, its dumps and its tasks are. */
export interface SelfManagedEnvironment {
  readonly secretArn: string;
  /** Bucket of the dumps. */
  readonly dumps: string;
  readonly cluster: string;
  /** ARN of the task definition that restores. */
  readonly restoreTask: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

const settings: z.ZodType<SelfManagedEnvironment> = z.object({
  secretArn: z.string(),
  dumps: z.string(),
  cluster: z.string(),
  restoreTask: z.string(),
  subnets: z.array(z.string()).min(1),
  securityGroups: z.array(z.string()),
});

/** @throws Error when the construct has not written it */
export function parseSelfManaged(text: string | undefined): SelfManagedEnvironment {
  if (text === undefined || text === '') {
    throw new Error(
      'The environment variable `DATABASE_SETTINGS` is missing; the construct sets it: deploy the stack again.',
    );
  }
  return settings.parse(JSON.parse(text));
}
