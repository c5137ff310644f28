import { objectKey } from '../arguments/object-key';
import { Unfit } from '../arguments/unfit';
import { ErrorName, PegasusError } from '../workflow/errors';
import { named as nameOf } from '../workflow/named';
import type { NamedUploads, RestoreMode, RestoreScope } from '../workflow/workflow';

/** Uploads in parts that an operator has decided on, by key, as `rewind --include KEY --exclude KEY` has them. */
export function namedUploads(
  { include, exclude }: Readonly<Record<string, unknown>>,
  { mode, scope }: { readonly mode: RestoreMode; readonly scope: RestoreScope },
): NamedUploads | undefined {
  const named = { include: keysOf('include', include), exclude: keysOf('exclude', exclude) };
  if (named.include.length + named.exclude.length === 0) return undefined;
  const both = named.include.find((key) => named.exclude.includes(key));
  if (both !== undefined) refuse(`${inQuotes(both)} is both in \`include\` and in \`exclude\`: name it once.`);
  if (mode === 'drill')
    refuse('`include` and `exclude` decide what is written, and a drill writes no object: remove them.');
  if (scope === 'database') refuse('`include` and `exclude` are for objects, and `scope` is "database": remove them.');
  return named;
}

/** What is named outside of the protected prefix is none of this restore's. @throws InvalidRequest */
export function assertBelow(named: NamedUploads, prefix: string): void {
  const [key] = [...named.include, ...named.exclude].filter((one) => !one.startsWith(prefix));
  if (key === undefined) return;
  refuse(
    `${inQuotes(key)} is not below the protected prefix \`${prefix}\`: give whole keys of \`include\` and \`exclude\`, with the prefix.`,
  );
}

/** @throws InvalidRequest for a name that decides nothing: a typing error, or another target time */
export function assertDecides(settled: readonly string[], moment: string): void {
  if (settled.length === 0) return;
  refuse(
    `Not an upload in parts of which it is open whether it was complete at ${moment}: ${settled.map(inQuotes).join(', ')}. Remove these keys of \`include\` and \`exclude\`, or correct them; \`pegasus-backup rewind --dry-run\` lists those that are. Nothing was touched.`,
  );
}

export const sayNamed = ({ include, exclude }: NamedUploads): string =>
  [
    ...(include.length > 0 ? [`complete at the target time: ${include.map(inQuotes).join(', ')}`] : []),
    ...(exclude.length > 0 ? [`completed later: ${exclude.map(inQuotes).join(', ')}`] : []),
  ].join('; ');

/** A key may name a person: logs, mails and causes have its digest. */
const inQuotes = (key: string): string => `"${nameOf(key)}"`;

function keysOf(field: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return refuse(`\`${field}\` must be a JSON list of keys, as ["pegasus/audio/l1.wav"].`);
  return value.map((key: unknown) => {
    if (typeof key !== 'string')
      return refuse(`\`${field}\` has ${nameOf(JSON.stringify(key).slice(0, 80))}; it must be a list of keys.`);
    try {
      return objectKey(key);
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      return refuse(`\`${field}\` has ${inQuotes(key.slice(0, 80))}; it ${error.message}.`);
    }
  });
}

function refuse(message: string): never {
  throw new PegasusError(ErrorName.INVALID_REQUEST, message);
}
