import * as z from 'zod';

const Pair = z.strictObject({ Name: z.string(), Value: z.string() });

/** What is `unknown` has no effect on this machine; images are not pulled, their commands run as processes. */
const Container = z.strictObject({
  Name: z.string(),
  Image: z.string(),
  EntryPoint: z.array(z.string()).min(1),
  Command: z.array(z.string()).default([]),
  Essential: z.boolean().default(true),
  Environment: z.array(Pair).default([]),
  Secrets: z.array(z.strictObject({ Name: z.string(), ValueFrom: z.string() })).default([]),
  MountPoints: z
    .array(z.strictObject({ ContainerPath: z.string(), SourceVolume: z.string(), ReadOnly: z.boolean().optional() }))
    .default([]),
  DependsOn: z
    .array(z.strictObject({ ContainerName: z.string(), Condition: z.enum(['START', 'COMPLETE', 'SUCCESS']) }))
    .default([]),
  LogConfiguration: z.unknown().optional(),
  Cpu: z.unknown().optional(),
  Memory: z.unknown().optional(),
  StopTimeout: z.unknown().optional(),
});
export type Container = z.output<typeof Container>;

export const TaskDefinition = z.strictObject({
  Family: z.string(),
  ContainerDefinitions: z.array(Container).min(1),
  Volumes: z.array(z.strictObject({ Name: z.string() })).default([]),
  NetworkMode: z.literal('awsvpc'),
  RequiresCompatibilities: z.array(z.literal('FARGATE')).min(1),
  Cpu: z.unknown().optional(),
  Memory: z.unknown().optional(),
  EphemeralStorage: z.unknown().optional(),
  ExecutionRoleArn: z.unknown().optional(),
  TaskRoleArn: z.unknown().optional(),
  RuntimePlatform: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
export type TaskDefinition = z.output<typeof TaskDefinition>;
