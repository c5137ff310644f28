import type { S3Client } from '@aws-sdk/client-s3';
import { DAYS_THAWED } from '../../domain/arguments/thaw';
import type { BucketEvents } from '../../domain/events/consumers';
import { EventTally } from '../../domain/events/tally';
import { assertNotEmpty, countsOf, miscounted } from '../../domain/objects/counted';
import { estimate } from '../../domain/objects/estimate';
import type { PlanCounts } from '../../domain/objects/plan';
import { fewerWrongThan } from '../../domain/objects/recomputed';
import { sayThaws } from '../../domain/objects/thaw';
import type { Location } from '../../domain/workflow/workflow';
import { bucketConsumers } from '../../runtime/events/bucket-consumers';
import { countEvents } from '../../runtime/events/count-events';
import { toldOf } from '../../runtime/events/told-by-rewind';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { assertNothingIsArchived } from '../../runtime/objects/history';
import { type Engine, rewindEngine } from '../../runtime/objects/rewind/engine';
import { layoutBelow, type RewindLayout } from '../../runtime/objects/rewind/layout';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { Preview } from '../../runtime/objects/rewind/preview';
import { ambiguousKeys } from '../../runtime/objects/rewind/resolve-ambiguous';
import { applyParts } from '../../runtime/objects/rewind/rewind';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import type { PartResult } from '../../runtime/objects/rewind/stored-lines';
import { type VerifyOutcome, verifyRewind } from '../../runtime/objects/rewind/verify';
import type { Progress } from '../progress';
import type { RewindArguments } from './arguments';
import { type Manifest, newRun, runEvidence } from './evidence';
import { NamedKeys, type NamedKeysArguments } from './named-keys';
import { nearestTo } from './nearest';
import type { RestoredCopy } from './object-copy';
import { assertMayOverwrite, type OverwriteArguments } from './overwrite';
import { doneIn, type RewindReport } from './result';
import { type RunOptions, undoLine } from './undo-line';

/** What is written where, in its state at what time. */
export interface Job {
  readonly command: RewindReport['command'];
  readonly source: Location;
  readonly into?: Location;
  readonly fromReplica?: boolean;
  /** Milliseconds. */
  readonly at: number;
  /**
   * Without versions: objects written since then are not compared, objects deleted since then are not missed.
   * Milliseconds.
   */
  readonly provedAt?: number;
  /** Where the source is one: it must be as it was verified. */
  readonly objectCopy?: RestoredCopy;
  /** For people; null: the current state. */
  readonly targetTime: string | null;
  readonly multipartWindow: number;
  readonly needsHistory: boolean;
}

export type JobOptions = Pick<RewindArguments, 'concurrency' | 'listers' | 'deep' | 'allowEmpty'> &
  RunOptions &
  OverwriteArguments &
  NamedKeysArguments;

/** One job of the command line: plan, apply, verify, report. */
export class RewindJob {
  private readonly startedAt = Date.now();
  private readonly named: NamedKeys;

  constructor(
    private readonly client: S3Client,
    private readonly job: Job,
    private readonly options: JobOptions,
    private readonly progress: Progress,
  ) {
    this.named = new NamedKeys(options);
  }

  /** Shows what would be changed; makes no mutating call. */
  async preview(): Promise<RewindReport> {
    const layout = layoutBelow('');
    const { told, tally } = await this.tally();
    const preview = new Preview(layout, (action) => tally.add(action));
    const counts = await this.planned(this.engine(preview), layout);
    const events = told.outcome === 'counted' ? { ...told, consumers: tally.consumerCounts } : told;
    return {
      ...this.outline(counts),
      verdict: 'planned',
      undecided: preview.undecided,
      examples: preview.examples,
      events,
    };
  }

  /** @param now the store's clock */
  async carryOut(now: number): Promise<RewindReport> {
    const { source, into, targetTime } = this.job;
    const run = newRun(now);
    const evidence = runEvidence(this.client, this.options);
    const layout = evidence.layoutOf(run);
    const store = new SealedEvidence(evidence.store, layout);
    const engine = this.engine(store);
    const manifest: Manifest = { run, source, into: into ?? null, targetTime, undoes: null };
    const counts = await this.accepted(engine, layout).catch(async (error: unknown) => {
      await evidence.discard(run);
      throw error;
    });
    await evidence.store.putJson(evidence.manifestOf(run), manifest);
    const events = await this.told((consumers) => countEvents(store, layout, consumers));
    const parts = await this.applied(engine, layout, counts);
    const verification = await this.verified(engine, layout);
    const {
      remaining,
      compared,
      differing,
      copies: { found: of },
    } = verification;
    const failed = parts.flatMap((part) => part.failed);
    const failures = failed.filter(({ gone }) => this.job.provedAt === undefined || !gone);
    const undecided = await ambiguousKeys(store, layout);
    const gone = failed.length - failures.length;
    const done = doneIn(parts);
    const fixed = this.job.provedAt === undefined;
    const planned = { ...counts, copy: counts.copy - gone };
    const miscounts = miscounted([
      ...countsOf({ planned, done, seen: verification }, fixed),
      { what: 'keys that are undecided', expected: 0, seen: counts.ambiguous },
      { what: 'undecided keys in the evidence', expected: counts.ambiguous, seen: undecided.length },
    ]);
    const undoable = done.copied + done.marked > 0 && (await this.keepsVersions());
    return {
      ...this.outline(counts),
      verdict: miscounts.length === 0 ? 'verified' : 'failed',
      miscounts,
      run,
      objects: { ...counts, ...done, keys: counts.keys - gone, failed: failures.length },
      examples: { 'not as they were': verification.examples },
      failures,
      undecided,
      verification: {
        remaining,
        compared,
        differing,
        copies: of,
        fewerWrongThan: fewerWrongThan({ looked: compared, of }),
      },
      events,
      evidence: evidence.nameOf(run),
      undo: undoable ? undoLine(run, into ?? source, this.options) : null,
    };
  }

  /** Whom the bucket tells that is written to. */
  private told(count: Parameters<typeof toldOf>[1]): Promise<BucketEvents> {
    const { source, into = source } = this.job;
    return toldOf(() => bucketConsumers(this.client, into.bucket), count);
  }

  private async tally(): Promise<{ told: BucketEvents; tally: EventTally }> {
    let tally = new EventTally([]);
    const told = await this.told(async (consumers) => {
      tally = new EventTally(consumers);
      return tally.consumerCounts;
    });
    return { told, tally };
  }

  engine(evidence: Engine['evidence']): Engine {
    const { source, into, fromReplica } = this.job;
    return rewindEngine(this.client, { source, into, fromReplica, evidence, concurrency: this.options.concurrency });
  }

  /** What every report has, before anything is done. */
  outline(counts: PlanCounts): Omit<RewindReport, 'verdict'> {
    const { command, source, into, targetTime } = this.job;
    return {
      command,
      run: null,
      ...source,
      into: into === undefined ? null : `s3://${into.bucket}/${into.prefix}`,
      targetTime,
      objects: { ...counts, copied: 0, marked: 0, failed: 0 },
      estimate: estimate(counts),
      thaws: counts.archives === undefined ? [] : sayThaws(counts.archives, DAYS_THAWED),
      examples: {},
      failures: [],
      miscounts: [],
      verification: null,
      undecided: [],
      evidence: null,
      seconds: Math.round((Date.now() - this.startedAt) / 100) / 10,
    };
  }

  private async accepted(engine: Engine, layout: RewindLayout): Promise<PlanCounts> {
    const counts = await this.planned(engine, layout);
    assertNothingIsArchived(counts, this.thawAdvice);
    return counts;
  }

  private get thawAdvice(): string {
    return this.job.targetTime === null || this.job.into !== undefined
      ? 'Thaw them with `aws s3api restore-object`, or bring them into another class, then start again.'
      : 'Run the same command with `--thaw standard` (or another tier), and again without it when they are readable.';
  }

  private async planned(engine: Engine, layout: RewindLayout): Promise<PlanCounts> {
    this.progress.begin('listed');
    const onProgress = ({ versionsListed }: PlanCounts) => this.progress.update(versionsListed);
    const { at, multipartWindow, needsHistory, objectCopy } = this.job;
    const { listers } = this.options;
    const walk = objectCopy?.watched(engine.walk) ?? engine.walk;
    const { counts } = await planRewind(
      { ...engine, walk, hasTime: () => true, onProgress },
      { layout, at, listers, multipartWindow, needsHistory, ...this.decisions, resume: false },
    );
    this.progress.end();
    this.named.assertUsed();
    await this.assertWhole(counts);
    if (!(await this.keepsVersions())) assertMayOverwrite(this.target, counts, this.options);
    return counts;
  }

  private get decisions() {
    const { isReferenced, isExcluded } = this.named;
    return { isReferenced, isExcluded };
  }

  private get target(): Location {
    return this.job.into ?? this.job.source;
  }

  private async keepsVersions(): Promise<boolean> {
    return (await bucketHistory(this.client, this.target.bucket)).versioning === 'Enabled';
  }

  private async assertWhole(counts: PlanCounts): Promise<void> {
    const { objectCopy, source, targetTime } = this.job;
    if (counts.keys === 0 && !this.options.allowEmpty) {
      const when = targetTime === null ? 'now' : `at ${targetTime}`;
      const near = await nearestTo(this.client, source);
      const advice =
        `${near} Check the bucket, the prefix and the time; if it is right that nothing was there, add \`--allow-empty\`.`.trimStart();
      assertNotEmpty(counts, `s3://${source.bucket}/${source.prefix}`, when, advice);
    }
    objectCopy?.assertKnown();
  }

  private async applied(engine: Engine, layout: RewindLayout, counts: PlanCounts): Promise<readonly PartResult[]> {
    this.progress.begin('written');
    let count = 0;
    const onDone = () => this.progress.update(++count, counts.copy + counts.mark);
    const parts = await applyParts({ ...engine, onDone }, layout, counts);
    this.progress.end();
    return parts;
  }

  private async verified(engine: Engine, layout: RewindLayout): Promise<VerifyOutcome> {
    this.progress.begin('verified');
    const onProgress = (listed: number) => this.progress.update(listed);
    const { at, provedAt = at, multipartWindow } = this.job;
    const { deep } = this.options;
    const outcome = await verifyRewind(engine, {
      layout,
      at: provedAt,
      multipartWindow,
      deep,
      onProgress,
      ...this.decisions,
    });
    this.progress.end();
    return outcome;
  }
}
