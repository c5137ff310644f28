import type { Dice } from '../seeded-random';

/** Content as it is put, with everything that must come back with it. */
export interface ObjectContent {
  readonly body: Buffer;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** What happens to one key before the target time, in order; null is a delete. */
export interface ObjectHistory {
  readonly key: string;
  readonly writes: readonly (ObjectContent | null)[];
}

/** Empty now and then, mostly small, seldom large: what an application stores. */
export function drawSize(dice: Dice): number {
  if (dice.chance(0.02)) return 0;
  return dice.chance(0.03) ? 100_000 + dice.below(400_000) : 200 + dice.below(8_000);
}

export function drawBytes(contentType: string, dice: Dice): ObjectContent {
  return content(dice.bytes(drawSize(dice)), contentType, dice);
}

export function drawText(text: string, contentType: string, dice: Dice): ObjectContent {
  return content(Buffer.from(`${text}\n${dice.bytes(dice.below(600)).toString('hex')}\n`), contentType, dice);
}

/** One writing for most keys; some overwritten, some deleted and written again, some deleted for good. */
export function drawHistory(draw: () => ObjectContent, dice: Dice): (ObjectContent | null)[] {
  const turn = dice.next();
  if (turn < 0.7) return [draw()];
  if (turn < 0.9) return [draw(), draw()];
  return [draw(), null, draw()];
}

export function content(body: Buffer, contentType: string, dice: Dice): ObjectContent {
  return {
    body,
    contentType,
    metadata: dice.chance(0.5)
      ? { revision: String(dice.below(100)), uploader: dice.pick(['ada', 'grace', 'barbara']) }
      : {},
    tags: dice.chance(0.2) ? { term: dice.pick(['winter 2026', 'summer 2027']), kept: 'yes' } : {},
  };
}
