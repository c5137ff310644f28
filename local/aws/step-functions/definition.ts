import * as z from 'zod';

/**
 * The part of the Amazon States Language that this machine runs: JSONata only. Every object is strict: a field that is
 * not here is refused when the state machine is created, and never ignored.
 */

const EXPRESSION = /^\{%[\s\S]*%\}$/;
const Expression = z.string().regex(EXPRESSION, 'must be a JSONata expression `{% … %}`');
const count = (low: number, high = 99_999_999) => z.union([z.int().min(low).max(high), Expression]);

const commonFields = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
/** `Output` may be any JSON with expressions in it. */
const resultFields = {
  Output: z.unknown().optional(),
  Assign: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,79}$/, 'must be a variable name'), z.unknown())
    .optional(),
};
const transitionFields = { Next: z.string().optional(), End: z.boolean().optional() };

const ErrorEquals = z.array(z.string().min(1)).min(1);
const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals,
  IntervalSeconds: z.int().min(1).optional(),
  MaxAttempts: z.int().min(0).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
export type Retrier = z.output<typeof Retrier>;
const Catcher = z.strictObject({ Comment: z.string().optional(), ErrorEquals, Next: z.string(), ...resultFields });
export type Catcher = z.output<typeof Catcher>;
const failureFields = { Retry: z.array(Retrier).optional(), Catch: z.array(Catcher).optional() };

const PassState = z.strictObject({ Type: z.literal('Pass'), ...commonFields, ...resultFields, ...transitionFields });

export const LambdaArguments = z.strictObject({ FunctionName: z.string().min(1), Payload: z.unknown().optional() });
const TaskState = z.strictObject({
  Type: z.literal('Task'),
  Resource: z
    .string()
    .regex(/^arn:aws[a-z-]*:states:::lambda:invoke(\.waitForTaskToken)?$/, 'only lambda:invoke runs on this machine'),
  Arguments: z.union([Expression, LambdaArguments]),
  TimeoutSeconds: count(1).optional(),
  HeartbeatSeconds: count(1).optional(),
  ...commonFields,
  ...resultFields,
  ...transitionFields,
  ...failureFields,
});

const ChoiceState = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z
    .array(
      z.strictObject({
        Comment: z.string().optional(),
        Condition: z.union([z.boolean(), Expression]),
        Next: z.string(),
        ...resultFields,
      }),
    )
    .min(1),
  Default: z.string().optional(),
  ...commonFields,
  ...resultFields,
});

const WaitState = z.strictObject({
  Type: z.literal('Wait'),
  Seconds: count(0).optional(),
  Timestamp: z.union([z.iso.datetime({ offset: true }), Expression]).optional(),
  ...commonFields,
  ...resultFields,
  ...transitionFields,
});

const SucceedState = z.strictObject({ Type: z.literal('Succeed'), ...commonFields, Output: z.unknown().optional() });
const FailState = z.strictObject({
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ...commonFields,
});

const ParallelState = z.strictObject({
  Type: z.literal('Parallel'),
  get Branches(): z.ZodType<readonly States[]> {
    return z.array(z.strictObject({ Comment: z.string().optional(), StartAt: z.string(), States })).min(1);
  },
  Arguments: z.unknown().optional(),
  ...commonFields,
  ...resultFields,
  ...transitionFields,
  ...failureFields,
});

const ItemReader = z.strictObject({
  Resource: z
    .string()
    .regex(/^arn:aws[a-z-]*:states:::s3:listObjectsV2$/, 'only s3:listObjectsV2 runs on this machine'),
  Arguments: z.union([Expression, z.strictObject({ Bucket: z.string(), Prefix: z.string().optional() })]),
  ReaderConfig: z
    .strictObject({ MaxItems: count(1).optional(), Transformation: z.literal('NONE').optional() })
    .optional(),
});
const ItemBatcher = z.strictObject({
  MaxItemsPerBatch: count(1).optional(),
  MaxInputBytesPerBatch: count(1, 262_144).optional(),
  BatchInput: z.record(z.string(), z.unknown()).optional(),
});
export type ItemBatcher = z.output<typeof ItemBatcher>;
const ProcessorConfig = z.discriminatedUnion('Mode', [
  z.strictObject({ Mode: z.literal('INLINE') }),
  z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
]);

const MapState = z.strictObject({
  Type: z.literal('Map'),
  Items: z.union([Expression, z.array(z.unknown())]).optional(),
  ItemReader: ItemReader.optional(),
  ItemSelector: z.unknown().optional(),
  ItemBatcher: ItemBatcher.optional(),
  get ItemProcessor(): z.ZodType<ItemProcessor> {
    return z.strictObject({
      ProcessorConfig: ProcessorConfig.optional(),
      Comment: z.string().optional(),
      StartAt: z.string(),
      States,
    });
  },
  MaxConcurrency: count(0).optional(),
  ToleratedFailureCount: count(0).optional(),
  ToleratedFailurePercentage: z.union([z.number().min(0).max(100), Expression]).optional(),
  Label: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/)
    .optional(),
  ...commonFields,
  ...resultFields,
  ...transitionFields,
  ...failureFields,
});

const State = z.discriminatedUnion('Type', [
  PassState,
  TaskState,
  ChoiceState,
  WaitState,
  SucceedState,
  FailState,
  ParallelState,
  MapState,
]);
const States = z.record(z.string().min(1).max(80), State);

export const StateMachineDefinition = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata', 'must be JSONata; JSONPath does not run on this machine'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).optional(),
  StartAt: z.string(),
  States,
});

export type State = z.output<typeof State>;
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
/** A sequence of states: a state machine, a branch or an item processor. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}
export interface ItemProcessor extends States {
  readonly ProcessorConfig?: z.output<typeof ProcessorConfig>;
}
export type StateMachineDefinition = z.output<typeof StateMachineDefinition>;

export function isExpression(text: string): boolean {
  return EXPRESSION.test(text);
}
