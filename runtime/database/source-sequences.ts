import type { DatabaseManifest } from '../../domain/database/manifest';
import { isBehind, namesIn, type SourceSequences, wrongIn } from '../../domain/database/sequences';
import type { SourceAnswer } from './ask-source';

/** As the source says itself; where it cannot be asked, as its last manifest has it, which may be a day old. */
export function sourceSequences(answer: SourceAnswer, manifest: DatabaseManifest | undefined): SourceSequences {
  const recorded = manifest?.content?.sequences ?? [];
  const wrong = manifest?.content ? wrongIn(recorded) : undefined;
  if (answer.outcome === 'unknown') {
    return {
      sequences: recorded,
      next: new Map(recorded.map(({ sequence, next }) => [sequence, next])),
      wrongBefore: wrong,
    };
  }
  const { sequences } = answer.look;
  const nameOf = namesIn(recorded, sequences);
  return {
    sequences,
    next: new Map(sequences.flatMap(({ sequence, next }) => (next === null ? [] : [[sequence, next] as const]))),
    // What the incident has emptied says nothing of how it was: the manifest may.
    wrongBefore: new Set([
      ...sequences.filter(isBehind).map(({ sequence }) => sequence),
      ...[...(wrong ?? [])].flatMap((name) => nameOf(name) ?? []),
    ]),
  };
}

/** What a person has to know when the source could not be asked. */
export const sayNotAsked = (cause: string, manifest: DatabaseManifest | undefined): string =>
  `ids that were handed out after ${manifest?.content ? `the manifest of ${manifest.takenAt}` : 'the recovery point'} may be handed out again: ${cause}`;
