import * as z from 'zod';
import { OTHER_CUT_OVER } from '../../domain/traffic/cut-over';
import type { Target } from './cut-over';

/** The JSON that the application reads, as far as a cut-over knows it; everything else in it is kept as it is. */
const pointer = z.looseObject({
  host: z.string().optional(),
  port: z.coerce.number().optional(),
  dbname: z.string().optional(),
  generation: z.coerce.number().optional(),
});
export type Pointer = z.infer<typeof pointer>;

/** The message names the secret or parameter and shows nothing of it. */
export class UnfitPointer extends Error {}

/** @throws UnfitPointer for what is no pointer */
export function parsePointer(text: string, what: string): Pointer {
  const parsed = pointer.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new UnfitPointer(
    `${what} is not JSON with \`host\` and \`port\`, as RDS writes it: write it so, or ${OTHER_CUT_OVER}`,
  );
}

/**
 * @param read the pointer, or why it could not be rewritten
 * @returns what is wrong with what is read, and what to do
 */
export async function problemOf(what: string, read: () => Promise<Pointer | string>): Promise<string | undefined> {
  try {
    const found = await read();
    if (typeof found === 'string') return found;
    if (found.host !== undefined) return undefined;
    return `${what} names no \`host\`, so that the application learns from elsewhere where its database is: add \`host\` and \`port\` and let it read them, or ${OTHER_CUT_OVER}`;
  } catch (error) {
    if (error instanceof UnfitPointer) return error.message;
    if (!(error instanceof Error && MISSING.test(error.name))) throw error;
    return `${what} is not there, or has no value: write JSON with \`host\` and \`port\` into it, or ${OTHER_CUT_OVER}`;
  }
}

const MISSING = /^(ParameterNotFound|ResourceNotFoundException)$/;

export function pointsTo(found: Pointer, to: Target): boolean {
  const { host, port, dbname, generation } = pointed(found, to);
  return found.host === host && found.port === port && found.dbname === dbname && found.generation === generation;
}

/** @returns what to write instead */
export const pointed = (found: Pointer, { host, port, database, generation }: Target): Pointer => ({
  ...found,
  host,
  port,
  ...(database !== undefined && { dbname: database }),
  generation,
});

export const prior = ({ host, port, dbname, generation = 0 }: Pointer) => ({
  host: host ?? null,
  port: port ?? null,
  dbname: dbname ?? null,
  generation,
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
