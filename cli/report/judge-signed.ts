import * as z from 'zod';
import { type Signature, signatureFile } from '../../domain/report/signature';
import { quoted } from '../../domain/workflow/quoted';
import { fingerprintOf, isIn, isSignedWith } from '../../runtime/evidence/seal';
import type { SignedFile } from './signed-file';

/** A public key, and why it is trusted. */
export interface Trusted {
  /** PEM. */
  readonly publicKey: string;
  /** `that of the stack pegasus-prod (ARN)` */
  readonly as: string;
}

/** `unproved`: it is whole, and signed with the key that lies beside it, which anyone could have put there. */
export interface Judged {
  readonly verdict: 'genuine' | 'not genuine' | 'unproved';
  readonly says: readonly string[];
}

/** @param trusted undefined: only the key that lies beside the file is known */
export function judgeSigned(file: SignedFile, trusted: Trusted | undefined): Judged {
  const { base, sums } = file;
  const found = whyBroken(file) ?? signatureIn(file);
  if (typeof found === 'string') return { verdict: 'not genuine', says: [found] };
  const key = trusted?.publicKey ?? found.publicKey;
  if (!holds(key, String(sums), found)) {
    const other = trusted !== undefined && holds(found.publicKey, String(sums), found);
    const why = other
      ? `it is signed with another key (${printOf(found.publicKey)}) than ${trusted.as} (${printOf(key)})`
      : `the signature in ${base}.signature.json is not of this ${base}.sha256`;
    return { verdict: 'not genuine', says: [why] };
  }
  const signed = `signed with the key whose SHA-256 is ${printOf(key)}`;
  const facts = factsOf(file);
  if (trusted !== undefined) return { verdict: 'genuine', says: [...facts, `${signed}: ${trusted.as}`] };
  const unknown = `${signed}. It lies beside the file, where its forger would have put one: give --stack, --key or --public-key`;
  return { verdict: 'unproved', says: [...facts, unknown] };
}

function whyBroken({ name, content, base, json, sums }: SignedFile): string | undefined {
  if (sums === undefined) return `there is no ${base}.sha256 beside it: bring all ${base}.* of the run's folder here`;
  if (json === undefined) return `there is no ${base}.json beside it, which says which run it is of`;
  const all = { [name]: content, [`${base}.json`]: json };
  for (const [one, bytes] of Object.entries(all)) {
    const known = isIn(String(sums), one, bytes);
    if (known === undefined) return `${base}.sha256 has no digest of ${one}`;
    if (!known) return `${one} is not as it was written: its digest is not that of ${base}.sha256`;
  }
  return undefined;
}

function signatureIn({ base, signature }: SignedFile): Signature | string {
  const name = `${base}.signature.json`;
  if (signature === undefined) return `there is no ${name} beside it: it was not signed, or that was not brought along`;
  try {
    const found = signatureFile.parse(JSON.parse(String(signature)));
    return 'unsigned' in found ? `it is not signed: ${found.unsigned}` : found;
  } catch {
    return `${name} is no signature`;
  }
}

function holds(publicKey: string, sums: string, signature: Signature): boolean {
  try {
    return isSignedWith(publicKey, sums, signature);
  } catch {
    return false;
  }
}

const printOf = (publicKey: string): string => fingerprintOf(publicKey);

const mode = z.enum(['incident', 'drill']);
const signedJson = z.looseObject({
  /** Null of a run that ended before it had a plan. */
  mode: mode.nullish(),
  /** Of a plan. */
  plan: z.looseObject({ mode }).optional(),
  summary: z.string().nullish(),
  execution: z.object({ id: z.string(), startedAt: z.string() }),
  finishedAt: z.string().optional(),
  verdict: z.string().optional(),
});

/** Of which run, and when; of what it is genuine: a drill is no restore, and a verified restore may have reached another moment. */
function factsOf({ json }: SignedFile): string[] {
  const { execution, finishedAt, verdict, summary, plan, mode } = signedJson.parse(JSON.parse(String(json)));
  const written = finishedAt === undefined ? [] : [`written and signed ${finishedAt}, verdict ${verdict}`];
  const drill = (mode ?? plan?.mode) === 'drill' ? ['of a drill: production was not restored'] : [];
  const says = typeof summary !== 'string' ? [] : [`it says: ${quoted(summary)}`];
  return [`of the execution ${execution.id}, started ${execution.startedAt}`, ...drill, ...written, ...says];
}
