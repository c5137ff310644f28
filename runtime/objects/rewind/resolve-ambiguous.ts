import { type Choices, meansOf } from '../../../domain/objects/action';
import { miscounted } from '../../../domain/objects/counted';
import { PLANNED_PARTS, type PlanCounts } from '../../../domain/objects/plan';
import type { UnsettledKey } from '../../../domain/objects/unsettled';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { linesBelow } from '../../evidence/parsed-lines';
import { PartWriter } from '../../evidence/part-writer';
import type { Decided } from './decide-keys';
import type { RewindLayout } from './layout';
import { type AmbiguousLine, parseAmbiguous, parseReferenced } from './stored-lines';

/** The keys that a plan has left undecided, in key order. */
export async function ambiguousKeys(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  layout: RewindLayout,
): Promise<readonly AmbiguousLine[]> {
  const lines: AmbiguousLine[] = [];
  for await (const line of ambiguousLines(evidence, layout)) lines.push(line);
  return lines;
}

/** What has to be asked or told of a key; undefined where the listing says everything. */
export function ambiguousLine({ key, state, decision }: Decided): AmbiguousLine | undefined {
  const { wanted, ambiguous, overwritten } = state;
  const held = [wanted, ambiguous?.otherwise, overwritten?.other].flatMap((one) => one?.versionId ?? []);
  const versions = [...new Set(held)];
  if (decision.outcome === 'ambiguous') {
    const { outcome: _, compare: __, ...choices } = decision;
    return { key, ...choices, versions };
  }
  if (overwritten === undefined) return undefined;
  const { reason, other } = overwritten;
  return { key, reason, means: meansOf(wanted, other), ifReferenced: null, ifNot: null, versions };
}

/** Of the plan's cursor, what counts here. */
interface Planned {
  readonly shards: readonly { readonly counts: Pick<PlanCounts, 'ambiguous'> }[];
}

export interface Resolved {
  /** Ambiguous keys that a row refers to. */
  readonly referenced: number;
  /** Actions that were added to the plan's. */
  readonly copies: number;
  readonly marks: number;
  readonly bytes: number;
  /** Keys that rows cannot decide, all of them in `unsettled/`. */
  readonly unsettled: number;
}

/**
 * Lets the rows of the restored database decide what the listing cannot: a key that a row refers to existed, because the
 * application stores an object before its row. Adds action parts; run again it writes the same parts again.
 * @throws Error before it adds any, when the plan has counted other than that many undecided keys: a part is missing
 * @param isReferenced asked for the ambiguous keys only, in key order
 * @param isTold whether a reader is to hear of the key when rows cannot decide it
 */
export async function resolveAmbiguous(
  evidence: EvidenceStore,
  layout: RewindLayout,
  isReferenced: (key: string) => boolean,
  isTold: (key: string) => boolean = () => true,
): Promise<Resolved> {
  const cursor = await evidence.getJson<Planned>(layout.cursor);
  await assertAllThere(evidence, layout, cursor);
  const actions = new PartWriter(evidence, layout.actions, { lines: 1_000, bytes: 1024 * 1024 }, PLANNED_PARTS);
  const referenced = new PartWriter(evidence, layout.referenced);
  const unsettled = new PartWriter(evidence, layout.unsettled);
  const sum = { referenced: 0, copies: 0, marks: 0, bytes: 0, unsettled: 0 };
  for await (const line of ambiguousLines(evidence, layout)) {
    const isThere = isReferenced(line.key);
    const action = isThere ? line.ifReferenced : line.ifNot;
    if (isThere) {
      sum.referenced++;
      await referenced.write({ key: line.key });
    }
    if (action?.action === 'copy') sum.bytes += action.size;
    if (action) {
      sum[action.action === 'copy' ? 'copies' : 'marks']++;
      await actions.write(action);
    }
    const open = unsettledKey(line, isThere);
    if (open === undefined || !isTold(line.key)) continue;
    sum.unsettled++;
    await unsettled.write(open);
  }
  await Promise.all([actions.close(), referenced.close(), unsettled.close()]);
  await evidence.putJson(layout.cursor, { ...cursor, resolved: sum.copies + sum.marks });
  return sum;
}

async function assertAllThere(evidence: EvidenceStore, layout: RewindLayout, cursor: Planned | undefined) {
  const expected = (cursor?.shards ?? []).reduce((sum, { counts }) => sum + counts.ambiguous, 0);
  let seen = 0;
  for await (const line of ambiguousLines(evidence, layout)) if (!isDecided(line)) seen++;
  const [wrong] = miscounted([{ what: 'undecided keys', expected, seen }]);
  if (wrong !== undefined)
    throw new Error(`${wrong}: a part of ${layout.ambiguous} is missing, so rows cannot decide.`);
}

const isDecided = ({ ifReferenced, ifNot }: Choices): boolean => ifReferenced === null && ifNot === null;

/** A row says that an object was there, not which of two; without a row an upload in parts stays unknown. */
function unsettledKey(line: AmbiguousLine, isThere: boolean) {
  const { key, reason, versions, ifNot } = line;
  if (isDecided(line) || (isThere && versions.length > 1)) {
    const [taken = null, ...others] = versions;
    return { key, reason, taken, others } satisfies UnsettledKey;
  }
  if (isThere || ifNot !== undefined) return undefined;
  return { key, reason, taken: null, others: versions } satisfies UnsettledKey;
}

async function* ambiguousLines(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  { ambiguous }: RewindLayout,
): AsyncGenerator<AmbiguousLine> {
  yield* linesBelow(evidence, ambiguous, parseAmbiguous);
}

/** Ambiguous keys that a row refers to, as `resolveAmbiguous` has left them. */
export async function referencedKeys(evidence: EvidenceStore, layout: RewindLayout): Promise<ReadonlySet<string>> {
  await evidence.assertWhole?.(layout.referenced);
  const keys = new Set<string>();
  for await (const { key } of linesBelow(evidence, layout.referenced, parseReferenced)) keys.add(key);
  return keys;
}
