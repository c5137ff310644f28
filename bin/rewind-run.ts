import type { S3Client } from '@aws-sdk/client-s3';
import { estimate } from '../domain/object-estimate';
import { NO_COUNTS, type PlanCounts } from '../domain/object-plan';
import { parseTargetTime } from '../domain/target-time';
import type { Location } from '../domain/workflow';
import { assertHistoryReachesBack, assertNothingIsArchived } from '../lambda/plan-objects';
import { type Engine, rewindEngine } from '../lambda/rewind/engine';
import { layoutBelow, type RewindLayout } from '../lambda/rewind/layout';
import { planRewind } from '../lambda/rewind/plan';
import { Preview } from '../lambda/rewind/preview';
import { applyParts } from '../lambda/rewind/rewind';
import { thawSources } from '../lambda/rewind/thaw';
import { verifyRewind } from '../lambda/rewind/verify';
import { BadArguments } from './exit-code';
import type { Progress } from './progress';
import { clientOf, placeOf, type RewindArguments } from './rewind-arguments';
import { type Manifest, newRun, runEvidence } from './rewind-evidence';
import { doneIn, type RewindReport } from './rewind-report';
import { undoRun } from './rewind-undo';

const HOUR_MS = 3600_000;

export async function runRewind(options: RewindArguments, progress: Progress): Promise<RewindReport> {
  const client = clientOf(options);
  try {
    if (options.undo !== undefined) {
      return await undoRun(client, runEvidence(client, options), options.undo, options, progress);
    }
    if (options.to === undefined) throw new BadArguments('Give `--to TIME`, or `--undo RUN`.');
    return await new RewindRun(client, options, options.to, progress).report();
  } finally {
    client.destroy();
  }
}

/** One rewind from the command line: plan, apply, verify, and what a person has to know of it. */
class RewindRun {
  private readonly startedAt = Date.now();
  private readonly source: Location;
  private readonly into: Location | undefined;
  private readonly multipartWindow: number;

  constructor(
    private readonly client: S3Client,
    private readonly options: RewindArguments,
    private readonly to: string,
    private readonly progress: Progress,
  ) {
    parseTargetTime(to, Number.POSITIVE_INFINITY);
    this.source = { bucket: options.bucket, prefix: options.prefix };
    this.into = options.into === undefined ? undefined : placeOf(options.into, '--into');
    this.multipartWindow = options.multipartWindow * HOUR_MS;
  }

  async report(): Promise<RewindReport> {
    const layout = layoutBelow('');
    const preview = new Preview(layout);
    const reader = this.engine(preview);
    const now = await reader.history.now();
    const targetTime = parseTargetTime(this.to, now);
    const at = Date.parse(targetTime);
    await assertHistoryReachesBack(reader, this.source, at);
    if (this.options.thaw !== undefined) return await this.thawed(reader, at, targetTime, this.options.thaw);
    if (!this.options.dryRun) return await this.carriedOut(newRun(now), at, targetTime);
    const counts = await this.planned(reader, layout, at);
    return { ...this.outline(targetTime, counts), verdict: 'planned', examples: preview.examples };
  }

  private async carriedOut(run: string, at: number, targetTime: string): Promise<RewindReport> {
    const evidence = runEvidence(this.client, this.options);
    const engine = this.engine(evidence.store);
    const layout = evidence.layoutOf(run);
    const manifest: Manifest = { run, source: this.source, into: this.into ?? null, targetTime, undoes: null };
    await evidence.store.putJson(evidence.manifestOf(run), manifest);
    const counts = await this.planned(engine, layout, at);
    assertNothingIsArchived(counts);
    const parts = await this.applied(engine, layout, counts);
    const verification = await this.verified(engine, layout, at);
    const failures = parts.flatMap(({ failed }) => failed);
    return {
      ...this.outline(targetTime, counts),
      verdict: failures.length + verification.remaining + verification.differing === 0 ? 'verified' : 'failed',
      run,
      objects: { ...counts, ...doneIn(parts) },
      examples: { 'not as they were': verification.examples },
      failures,
      verification,
      evidence: evidence.nameOf(run),
    };
  }

  private async thawed(engine: Engine, at: number, targetTime: string, days: number): Promise<RewindReport> {
    const { multipartWindow } = this;
    const { asked, underWay, bytes } = await thawSources(engine, { at, multipartWindow, days });
    const counts = { ...NO_COUNTS, copy: asked + underWay, archived: asked + underWay, bytesArchived: bytes };
    return { ...this.outline(targetTime, counts), command: 'thaw', verdict: 'planned', estimate: null };
  }

  private engine(evidence: Engine['evidence']): Engine {
    const { source, into } = this;
    return rewindEngine(this.client, { source, into, evidence, concurrency: this.options.concurrency });
  }

  private async planned(engine: Engine, layout: RewindLayout, at: number): Promise<PlanCounts> {
    this.progress.begin('listed');
    const onProgress = ({ versionsListed }: PlanCounts) => this.progress.update(versionsListed);
    const { listers } = this.options;
    const { counts } = await planRewind(
      { ...engine, hasTime: () => true, onProgress },
      { layout, at, listers, multipartWindow: this.multipartWindow, resume: false },
    );
    this.progress.end();
    return counts;
  }

  private async applied(engine: Engine, layout: RewindLayout, { copy, mark }: PlanCounts) {
    this.progress.begin('written');
    let count = 0;
    const parts = await applyParts({ ...engine, onDone: () => this.progress.update(++count, copy + mark) }, layout);
    this.progress.end();
    return parts;
  }

  private async verified(engine: Engine, layout: RewindLayout, at: number) {
    this.progress.begin('verified');
    const onProgress = (listed: number) => this.progress.update(listed);
    const { multipartWindow, options } = this;
    const outcome = await verifyRewind(engine, { layout, at, multipartWindow, deep: options.deep, onProgress });
    this.progress.end();
    return outcome;
  }

  /** What every report has; nothing done yet. */
  private outline(targetTime: string, counts: PlanCounts): Omit<RewindReport, 'verdict'> {
    return {
      command: 'rewind',
      run: null,
      ...this.source,
      into: this.options.into ?? null,
      targetTime,
      objects: { ...counts, copied: 0, marked: 0, failed: 0 },
      estimate: estimate(counts),
      examples: {},
      failures: [],
      verification: null,
      evidence: null,
      seconds: Math.round((Date.now() - this.startedAt) / 100) / 10,
    };
  }
}
