import * as z from 'zod';

const environmentOfApplication = z.object({
  DATABASE_URL: z.string().min(1),
  S3_BUCKET: z.string().min(1),
  S3_PREFIX: z.string().default('pegasus'),
  S3_ENDPOINT_URL: z.string().optional(),
  AWS_REGION: z.string().default('us-east-1'),
  PORT: z.coerce.number().int().default(8000),
  TRAFFIC_PARAMETER: z.string().optional(),
  WRITE_TOKEN: z.string().optional(),
  PEGASUS_GENERATION: z.coerce.number().int().default(0),
});
export type Configuration = z.infer<typeof environmentOfApplication>;

/** @throws Error naming the variables that are missing or wrong */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const read = environmentOfApplication.safeParse(environment);
  if (read.success) return read.data;
  const names = read.error.issues.map(({ path }) => `\`${path.join('.')}\``);
  throw new Error(`The environment of the application is not complete: ${names.join(', ')} missing or malformed.`);
}
