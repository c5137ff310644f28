/** The part of Lambda's context that handlers use. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Milliseconds that an invocation keeps for what it has to do once it stops waiting or reading. */
const RESERVES = {
  /** One more look, and the answer. */
  answer: 15_000,
  /** Writing down how far it came, or cleaning up. */
  ending: 60_000,
  /** The checks that come after objects were read. */
  checks: 240_000,
  /** Proving a freeze, or undoing it. */
  freezeProof: 360_000,
} as const;
export type Reserve = keyof typeof RESERVES;

/** Milliseconds that an invocation may still spend; negative when it has begun to use its reserve. */
export const timeLeft = (context: LambdaContext, reserve: Reserve): number =>
  context.getRemainingTimeInMillis() - RESERVES[reserve];
