import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Signature, Unsigned } from '../../domain/report/signature';
import type { Evidence } from './evidence';

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** `sha256sum --check NAME.sha256` finds out whether each file is as it was written. */
export const sumsOf = (files: Readonly<Record<string, string>>): string =>
  Object.entries(files)
    .map(([name, text]) => `${sha256(text)}  ${name}\n`)
    .join('');

/** @returns whether the file has the digest that the sums give under its name; undefined: they do not name it */
export function isIn(sums: string, name: string, content: Uint8Array): boolean | undefined {
  const line = sums.split('\n').find((one) => one.slice(66) === name);
  return line === undefined ? undefined : line.slice(0, 64) === sha256(content);
}

/** @param base key without its ending: `runs/x/report` */
export async function writeSeal(
  evidence: Pick<Evidence, 'putText'>,
  base: string,
  sums: string,
  signature: Signature | Unsigned,
): Promise<void> {
  await evidence.putText(`${base}.sha256`, sums, 'text/plain');
  await evidence.putText(`${base}.signature.json`, `${JSON.stringify(signature, null, 2)}\n`, 'application/json');
}

/** @param publicKey PEM */
export const isSignedWith = (publicKey: string, sums: string, { signature }: Signature): boolean =>
  verify('sha256', Buffer.from(sums), publicKey, Buffer.from(signature, 'base64'));

/** SHA-256 of the key as DER: what `openssl pkey -pubin -outform DER | sha256sum` prints. @throws for what is no key */
export const fingerprintOf = (publicKey: string): string =>
  sha256(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }));
