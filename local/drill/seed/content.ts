import type { SeededRandom } from '../seeded-random';

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
export function drawSize(random: SeededRandom): number {
  if (random.chance(0.02)) return 0;
  return random.chance(0.03) ? 100_000 + random.below(400_000) : 200 + random.below(8_000);
}

export function drawBytes(contentType: string, random: SeededRandom): ObjectContent {
  return content(random.bytes(drawSize(random)), contentType, random);
}

export function drawText(text: string, contentType: string, random: SeededRandom): ObjectContent {
  return content(Buffer.from(`${text}\n${random.bytes(random.below(600)).toString('hex')}\n`), contentType, random);
}

/** One writing for most keys; some overwritten, some deleted and written again, some deleted for good. */
export function drawHistory(draw: () => ObjectContent, random: SeededRandom): (ObjectContent | null)[] {
  const turn = random.next();
  if (turn < 0.7) return [draw()];
  if (turn < 0.9) return [draw(), draw()];
  return [draw(), null, draw()];
}

export function content(body: Buffer, contentType: string, random: SeededRandom): ObjectContent {
  return {
    body,
    contentType,
    metadata: random.chance(0.5)
      ? { revision: String(random.below(100)), uploader: random.pick(['ada', 'grace', 'barbara']) }
      : {},
    tags: random.chance(0.2) ? { term: random.pick(['winter 2026', 'summer 2027']), kept: 'yes' } : {},
  };
}
