import * as z from 'zod';

/** The one algorithm of the key that the stack makes; KMS and OpenSSL agree on its form (DER). */
export const SIGNING_ALGORITHM = 'ECDSA_SHA_256';

/** Why a file is not signed, in words. */
export interface Unsigned {
  readonly unsigned: string;
}

/** What a report says of itself before it is signed. */
export type Signing = { readonly key: string } | Unsigned;

/** Of the bytes of `NAME.sha256`, which has the digest of each file. */
export interface Signature {
  readonly algorithm: typeof SIGNING_ALGORITHM;
  /** ARN of the key. */
  readonly key: string;
  /** Base64. */
  readonly signature: string;
  /** PEM. It lies beside what it belongs to, so it says nothing of who has signed. */
  readonly publicKey: string;
}

/** `NAME.signature.json`. */
export const signatureFile: z.ZodType<Signature | Unsigned> = z.union([
  z.object({
    algorithm: z.literal(SIGNING_ALGORITHM),
    key: z.string(),
    signature: z.base64(),
    publicKey: z.string(),
  }),
  z.object({ unsigned: z.string() }),
]);

export const SWITCHED_OFF: Unsigned = { unsigned: '`signReports` of the stack is false' };

/** What a version before signatures has written. */
export const OF_EARLIER: Unsigned = { unsigned: 'the version that wrote it signed no report' };
