import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

/** What is `unknown` has no effect here; layers, images and file systems are refused. */
const Properties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.union([z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }), z.strictObject({ ZipFile: z.string() })]),
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z
    .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
  Architectures: z.unknown().optional(),
  DeadLetterConfig: z.unknown().optional(),
  Description: z.unknown().optional(),
  EphemeralStorage: z.unknown().optional(),
  KmsKeyArn: z.unknown().optional(),
  LoggingConfig: z.unknown().optional(),
  RecursiveLoop: z.unknown().optional(),
  Role: z.string().optional(),
  Tags: z.unknown().optional(),
  TracingConfig: z.unknown().optional(),
  VpcConfig: z.unknown().optional(),
});

export async function createFunction(request: ResourceRequest): Promise<Resource> {
  const properties = Properties.parse(request.properties);
  const name = properties.FunctionName ?? physicalName(request, 64);
  const arn = request.services.functions.create({
    name,
    code: codeDirectory(request, name, properties.Code),
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    environment: properties.Environment.Variables,
    concurrency: properties.ReservedConcurrentExecutions,
  });
  // A role that is not of this template is not held against anything.
  if (properties.Role) request.services.permissions.assign(name, properties.Role.replace(/^.*\//, ''));
  return { ref: name, attributes: { Arn: arn } };
}

function codeDirectory(
  { stack, services }: ResourceRequest,
  name: string,
  code: z.output<typeof Properties>['Code'],
): string {
  if ('ZipFile' in code) {
    const directory = join(services.directory, 'inline-code', name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), code.ZipFile);
    return directory;
  }
  const asset = stack.assets.get(code.S3Key);
  if (!asset) throw new Error(`the code s3://${code.S3Bucket}/${code.S3Key} is no asset of the assembly`);
  if (asset.packaging !== 'zip')
    throw new Error(`the code ${asset.path} is an archive; only a directory runs on this machine`);
  return asset.path;
}
