import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Decided, RestorePlan } from './workflow';

/** What cannot come back: an object, or, with `row`, one row's object. */
export interface Loss {
  readonly key: string;
  /** As the proof names it: table, row and column. Without it, every row that refers to the key. */
  readonly row?: string;
  /** For people: why it was found lost. */
  readonly why?: string;
}

/** One that was accepted by name. */
export interface AcceptedLoss extends Loss, Decided {
  /** A label. */
  readonly by: string;
  readonly at: string;
}

/** More than that is no loss of some objects, and no list that a person reads before accepting it. */
export const LOSS_LIMIT = 1_000;

/** Those of an attempt, as a file ready to be used. */
export const lossesKey = ({ evidence }: Pick<RestorePlan, 'evidence'>, attempt: number): string =>
  `${evidence.prefix}attempt-${attempt}/losses.json`;

const text = z.string().min(1).max(5_000);
const loss = z.strictObject({ key: text, row: text.optional(), why: z.string().max(5_000).optional() });
const named = z.union([text.transform((key): Loss => ({ key })), loss]);
const accepted = loss.extend({ by: text, at: text, reason: text, decidedIn: text });

/** As a person names them: keys, or keys with rows. @throws Error that says what is wrong */
export const parseLosses = (value: unknown): readonly Loss[] => z.array(named).min(1).max(LOSS_LIMIT).parse(value);

/** @throws Error that says what is wrong */
export const parseAccepted = (value: unknown): readonly AcceptedLoss[] => z.array(accepted).parse(value);

const isCovered = (by: Loss, found: Loss): boolean =>
  by.key === found.key && (by.row === undefined || by.row === found.row);

/** Whether that very loss was accepted, by its row or by its key. */
export function isAmong(losses: readonly Loss[]): (found: Loss) => boolean {
  const byKey = new Map<string, Loss[]>();
  for (const one of losses) byKey.set(one.key, [...(byKey.get(one.key) ?? []), one]);
  return (found) => byKey.get(found.key)?.some((one) => isCovered(one, found)) === true;
}

/** Objects that were accepted as such, not for one row only: what stands at their keys is left as it is. */
export function lostKeys(losses: readonly Loss[]): ReadonlySet<string> {
  return new Set(losses.filter(({ row }) => row === undefined).map(({ key }) => key));
}

/** Counted both ways: what is named must be found, and what is found must be named. */
export function compareLosses(
  given: readonly Loss[],
  found: readonly Loss[],
): { readonly notNamed: readonly Loss[]; readonly notFound: readonly Loss[] } {
  return {
    notNamed: found.filter((one) => !isAmong(given)(one)),
    notFound: given.filter((one) => !found.some((loss) => isCovered(one, loss))),
  };
}

export const sayLoss = ({ key, row }: Loss): string => (row === undefined ? key : `${row} → ${key}`);

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

/** As they travel: what an execution is started with stays in its history. */
export const byDigest = ({ key, row }: Loss): Loss => ({
  key: digestOf(key),
  ...(row !== undefined && { row: digestOf(row) }),
});

/** With the names of what was found, where they were given by digest. */
export function undigested(given: readonly Loss[], found: readonly Loss[]): readonly Loss[] {
  const names = found.flatMap(({ key, row = key }) => [key, row]);
  const known = new Map(names.map((name) => [digestOf(name), name]));
  const nameOf = (text: string) => known.get(text) ?? text;
  return given.map(({ key, row }) => ({ key: nameOf(key), ...(row !== undefined && { row: nameOf(row) }) }));
}
