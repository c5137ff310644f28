import * as z from 'zod';
import { notImplemented, ServiceError } from './service-error';

/** One operation of a service: checks its own input. */
export type Operation = (input: unknown) => Promise<unknown>;
export type Operations = Readonly<Record<string, Operation>>;

/**
 * An operation with the members it understands.
 *
 * A member that the (strict) schema does not have answers 501 instead of being ignored; a wrong value answers
 * `ValidationException`.
 */
export function operation<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.output<Schema>) => unknown,
): Operation {
  return async (input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return await run(parsed.data);
    const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys');
    if (unknown) throw notImplemented(`The request member ${unknown.keys.map((key) => `\`${key}\``).join(', ')}`);
    throw new ServiceError('ValidationException', z.prettifyError(parsed.error));
  };
}

/** Finds an operation by its name, or says that it does not exist here. */
export function findOperation(service: string, operations: Operations, name: string): Operation {
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!found) throw notImplemented(`The operation \`${name}\` of \`${service}\``);
  return found;
}
