import type { S3Client } from '@aws-sdk/client-s3';
import type { EventConsumer } from '../../domain/events/consumers';
import type { RestorePlan } from '../../domain/workflow/workflow';
import { bucketConsumers } from '../../runtime/events/bucket-consumers';
import { countEvents } from '../../runtime/events/count-events';
import { toldOf } from '../../runtime/events/told-by-rewind';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { rewindEngine } from '../../runtime/objects/rewind/engine';
import { undo } from '../../runtime/objects/rewind/rewind';
import { plannedActions, planUndo } from '../../runtime/objects/rewind/undo';
import { BadArguments } from '../exit-code';
import type { Progress } from '../progress';
import type { RewindArguments } from './arguments';
import { type Manifest, newRun, type RunEvidence } from './evidence';
import { doneIn, type RewindReport } from './result';

/** Undoes a run. An undo is a run itself, so it can be undone too. */
export async function undoRun(
  client: S3Client,
  evidence: RunEvidence,
  undone: string,
  options: RewindArguments,
  progress: Progress,
): Promise<RewindReport> {
  const startedAt = Date.now();
  const source = await writtenLocation(evidence, undone, options);
  const engine = rewindEngine(client, { concurrency: options.concurrency, source, evidence: evidence.store });
  const old = evidence.layoutOf(undone, await attemptOf(evidence, undone, options));
  if ((await plannedActions(engine, old)) === 0)
    throw new BadArguments(`The run \`${undone}\` changed nothing; there is nothing to undo.`);
  const { versioning } = await bucketHistory(client, source.bucket);
  if (versioning !== 'Enabled') {
    throw new BadArguments(
      `${source.bucket} does not keep versions (versioning is ${versioning}): what the run \`${undone}\` replaced is not there any more, so it cannot be undone.`,
    );
  }
  const run = options.dryRun ? null : newRun(await engine.history.now());
  let count = 0;
  progress.begin('written');
  const outcome = run === null ? { ...(await planUndo(engine, old)), parts: [], remaining: 0 } : await carriedOut(run);
  progress.end();
  const done = doneIn(outcome.parts);
  const wrong = outcome.conflicts + outcome.remaining + done.failed;
  return {
    command: 'undo',
    verdict: run === null ? 'planned' : wrong === 0 ? 'verified' : 'failed',
    run,
    ...source,
    into: null,
    targetTime: null,
    objects: { ...outcome.counts, ...done },
    estimate: null,
    examples: { 'written to since, left alone': outcome.examples },
    failures: outcome.parts.flatMap(({ failed }) => failed),
    verification: { remaining: outcome.remaining, compared: 0, differing: outcome.conflicts },
    undecided: [],
    undo: run !== null,
    ...(run !== null && { events: await toldOf(() => bucketConsumers(client, source.bucket), eventsIn(run)) }),
    evidence: run === null ? null : evidence.nameOf(run),
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  };

  function eventsIn(name: string) {
    return (consumers: readonly EventConsumer[]) => countEvents(evidence.store, evidence.layoutOf(name), consumers);
  }

  async function carriedOut(name: string) {
    const manifest: Manifest = { run: name, source, into: null, targetTime: null, undoes: undone };
    await evidence.store.putJson(evidence.manifestOf(name), manifest);
    return await undo({ ...engine, onDone: () => progress.update(++count) }, old, evidence.layoutOf(name));
  }
}

async function writtenLocation(evidence: RunEvidence, run: string, { bucket, prefix }: RewindArguments) {
  const manifest = await evidence.store.getJson<Manifest>(evidence.manifestOf(run));
  const restore = await evidence.store.getJson<{ plan: Pick<RestorePlan, 'objects'> }>(evidence.planOf(run));
  const location = manifest?.into ?? manifest?.source ?? restore?.plan.objects;
  if (location === undefined) {
    throw new BadArguments(
      `There is no run \`${run}\` at ${evidence.nameOf(run)}: give its name, and \`--evidence\` or \`--evidence-bucket\` as in that run.`,
    );
  }
  if (location.bucket === bucket && location.prefix.startsWith(prefix)) return location;
  throw new BadArguments(
    `The run \`${run}\` wrote to s3://${location.bucket}/${location.prefix}, not to s3://${bucket}/${prefix}: give \`--bucket\` and \`--prefix\` as in that run.`,
  );
}

/** A later attempt of a restore overwrites what an earlier one wrote, so the attempt must be named. */
async function attemptOf(evidence: RunEvidence, run: string, { attempt }: RewindArguments): Promise<number> {
  if (attempt !== undefined) return attempt;
  for await (const { key } of evidence.store.list(evidence.layoutOf(run, 1).actions)) {
    throw new BadArguments(
      `The run \`${run}\` made several attempts (found ${key}): undo each with \`--attempt N\`, from the last to the first.`,
    );
  }
  return 0;
}
