import { z } from 'zod';
import type { Target } from './cut-over';

/** The JSON that the application reads, as far as a cut-over knows it; everything else in it is kept as it is. */
const pointer = z.looseObject({
  host: z.string().optional(),
  port: z.coerce.number().optional(),
  dbname: z.string().optional(),
  generation: z.coerce.number().optional(),
});
export type Pointer = z.infer<typeof pointer>;

/** @throws Error that names the secret or parameter and shows nothing of it */
export function parsePointer(text: string, what: string): Pointer {
  const parsed = pointer.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${what} is not JSON; write it as RDS does, with \`host\` and \`port\`.`);
}

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
