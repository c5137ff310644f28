import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Workflow } from '../../../domain/workflow/workflow';
import type { EvidenceEntry, EvidenceStore } from '../../evidence/evidence-store';
import { unusable } from '../../evidence/unusable';
import { type RewindLayout, rewindLayout } from './layout';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A part in which nothing is, is no part: a lister that was killed may have left it. */
const EMPTY = sha256('');

const seal = z.object({ value: z.unknown(), parts: z.record(z.string(), z.string()) });
type Seal = z.infer<typeof seal>;

/** What travels in the state of the execution: the digests of what the attempt has written last. */
export interface Sealed {
  /** @default - nothing is planned yet */
  readonly plan?: string;
  /** @default - a verification begins */
  readonly verification?: string;
}

/**
 * The evidence of one attempt, which believes no list but those of its own plan. The digest of each part that is written
 * goes into a seal together with the cursor, `seals/<sha-256 of it>.json`, whose own digest travels in the state. Read
 * back, a cursor is the one under that digest, and a part must be as it was written: one that was changed or added is
 * refused before anything is done with it.
 */
export class SealedEvidence implements EvidenceStore {
  private readonly digests: Record<keyof Sealed, string | undefined>;
  private parts: Promise<Record<string, string>> | undefined;

  constructor(
    private readonly evidence: EvidenceStore,
    private readonly layout: RewindLayout,
    { plan, verification }: Sealed = {},
  ) {
    this.digests = { plan, verification };
  }

  /** Of the plan that was written or read last. */
  get plan(): string {
    return this.digests.plan ?? '';
  }

  /** Where a verification that ran out of time goes on. */
  get verification(): string | undefined {
    return this.digests.verification;
  }

  async getJson<T>(key: string, parse?: (value: unknown) => T): Promise<T | undefined> {
    const what = this.cursorAt(key);
    if (what === undefined) return await this.evidence.getJson(key, parse);
    const found = await this.sealed(this.digests[what]);
    return found && (parse ? parse(found.value) : (found.value as T));
  }

  async putJson(key: string, value: unknown): Promise<void> {
    await this.evidence.putJson(key, value);
    const what = this.cursorAt(key);
    if (what === undefined) return;
    const now: Seal = { value, parts: what === 'plan' ? await this.known() : {} };
    const digest = sha256(JSON.stringify(now));
    await this.evidence.putJson(this.keyOf(digest), now);
    this.digests[what] = digest;
  }

  list(prefix: string): AsyncIterable<EvidenceEntry> {
    return this.evidence.list(prefix);
  }

  async assertWhole(prefix: string): Promise<void> {
    const missing = new Set(Object.keys(await this.known()).filter((key) => key.startsWith(prefix)));
    for await (const { key, size } of this.evidence.list(prefix)) {
      if (!missing.delete(key) && size > 0) throw unusable(key, 'is no part of what was planned');
    }
    const [gone] = missing;
    if (gone !== undefined) throw unusable(gone, 'is gone');
  }

  /** When all lines were read it is known whether they are those that were written. */
  async *readLines(key: string): AsyncGenerator<string> {
    if (!this.isPart(key)) {
      yield* this.evidence.readLines(key);
      return;
    }
    const { [key]: wanted = EMPTY } = await this.known();
    const hash = createHash('sha256');
    for await (const line of this.evidence.readLines(key)) {
      hash.update(`${line}\n`);
      yield line;
    }
    if (hash.digest('hex') !== wanted) throw unusable(key, 'is not what was planned');
  }

  async putText(key: string, text: string, contentType: string): Promise<void> {
    await this.evidence.putText(key, text, contentType);
    if (this.isPart(key)) (await this.known())[key] = sha256(text);
  }

  private isPart(key: string): boolean {
    const { state, actions, ambiguous, archived, referenced, unsettled } = this.layout;
    return [state, actions, ambiguous, archived, referenced, unsettled].some((prefix) => key.startsWith(prefix));
  }

  private cursorAt(key: string): keyof Sealed | undefined {
    if (key === this.layout.cursor) return 'plan';
    return key === this.layout.verifyCursor ? 'verification' : undefined;
  }

  private async known(): Promise<Record<string, string>> {
    this.parts ??= this.sealed(this.digests.plan).then((found) => ({ ...found?.parts }));
    return await this.parts;
  }

  private async sealed(digest: string | undefined): Promise<Seal | undefined> {
    if (digest === undefined) return undefined;
    const key = this.keyOf(digest);
    const found = await this.evidence.getJson(key, (value) => {
      if (sha256(JSON.stringify(value)) !== digest) throw unusable(key, 'is not what was planned');
      return seal.parse(value);
    });
    if (found === undefined) throw unusable(key, 'is gone');
    return found;
  }

  private keyOf(digest: string): string {
    return `${this.layout.seals}${digest}.json`;
  }
}

/** As the last step that has planned something left it; an attempt that has planned nothing has no list to be read. */
export function asPlanned(
  evidence: EvidenceStore,
  {
    plan,
    attempt,
    objectPlan,
    proof,
  }: Pick<Workflow, 'plan' | 'attempt'> & Partial<Pick<Workflow, 'objectPlan' | 'proof'>>,
): SealedEvidence {
  const layout = rewindLayout(plan.evidence, attempt);
  const isOurs = objectPlan?.actions.prefix === layout.actions;
  return new SealedEvidence(evidence, layout, { plan: isOurs ? (proof ?? objectPlan).sealed : undefined });
}
