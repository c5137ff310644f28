import * as z from 'zod';
import { notImplemented, ServiceError } from '../protocols/service-error';
import type { Answer } from './answer';
import type { FormValue } from './form';

/** One action of the service: checks what it is given, starts the work, answers with what there is now. */
export type Action = (input: FormValue) => Promise<Answer>;

/** A parameter that `schema` does not have answers 501 instead of being ignored; a wrong value answers as RDS does. */
export function action<Shape extends z.ZodRawShape>(
  shape: Shape,
  run: (input: z.output<z.ZodObject<Shape, z.core.$strict>>) => Answer | Promise<Answer>,
): Action {
  const schema = z.strictObject(shape);
  return async (input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data);
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys') throw notImplemented(`The parameter ${issue.keys.join(', ')}`);
    throw new ServiceError('InvalidParameterValue', z.prettifyError(parsed.error));
  };
}

/** How values look in a form. */
export const text = z.string();
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const whole = z.string().regex(/^\d+$/).transform(Number);
export const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
/** An empty list comes as an empty text. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === '' ? [] : value), z.array(item));

export const identifier = z
  .string()
  .regex(/^[A-Za-z](-?[A-Za-z0-9])*$/, 'letters, digits and single hyphens, a letter first')
  .transform((value) => value.toLowerCase());
const tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') });
export type Tag = z.output<typeof tag>;
export const tags = listOf(tag);
/** Of the filters of `Describe…`, those that are named. */
export const filtersOf = (...names: [string, ...string[]]) =>
  listOf(z.strictObject({ Name: z.enum(names), Values: z.array(z.string()) })).default([]);
export const page = { MaxRecords: whole.optional(), Marker: text.optional() };
