import type { S3Client } from '@aws-sdk/client-s3';
import type { EventConsumer } from '../../domain/events/consumers';
import { miscounted } from '../../domain/objects/counted';
import { bucketConsumers } from '../../runtime/events/bucket-consumers';
import { countEvents } from '../../runtime/events/count-events';
import { toldOf } from '../../runtime/events/told-by-rewind';
import { bucketHistory } from '../../runtime/objects/bucket-history';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { rewindEngine } from '../../runtime/objects/rewind/engine';
import { undo } from '../../runtime/objects/rewind/rewind';
import { wholeRun, writtenByRuns } from '../../runtime/objects/rewind/stored-run';
import { planUndo, type UndoEngine } from '../../runtime/objects/rewind/undo';
import { BadArguments } from '../exit-code';
import type { Progress } from '../progress';
import type { RewindArguments } from './arguments';
import { type Manifest, newRun, type RunEvidence } from './evidence';
import { doneIn, type RewindReport } from './result';
import { undoLine } from './undo-line';
import { type WrittenBy, writtenBy } from './written-by';

const NO_COPIES = { compared: 0, copies: 0, fewerWrongThan: 1 };

/** Undoes a run. An undo is a run itself, so it can be undone too. */
export async function undoRun(
  client: S3Client,
  evidence: RunEvidence,
  undone: string,
  options: RewindArguments,
  progress: Progress,
): Promise<RewindReport> {
  const startedAt = Date.now();
  const { into: source, from } = await writtenBy(evidence, undone, options);
  const old = evidence.layoutOf(undone, await attemptOf(evidence, undone, options));
  const planned = await wholeRun(evidence.store, old, source);
  if (planned === 0) throw new BadArguments(`The run \`${undone}\` changed nothing; there is nothing to undo.`);
  // Asked without patience: a store that is not there must be said at once.
  const now = await new ObjectVersions(client, source).now();
  const { versioning } = await bucketHistory(client, source.bucket);
  if (versioning !== 'Enabled') {
    throw new BadArguments(
      `${source.bucket} does not keep versions (versioning is ${versioning}): what the run \`${undone}\` replaced is not there any more, so it cannot be undone.`,
    );
  }
  const engine = undoEngine(client, evidence, { into: source, from }, options.concurrency);
  const run = options.dryRun ? null : newRun(now);
  let count = 0;
  progress.begin('written');
  const outcome = run === null ? { ...(await planUndo(engine, old)), parts: [], remaining: 0 } : await carriedOut(run);
  progress.end();
  const done = doneIn(outcome.parts);
  const { counts, conflicts } = outcome;
  const miscounts = miscounted([
    {
      what: 'keys of the run that were looked at',
      expected: planned,
      seen: counts.copy + counts.mark + counts.unchanged + conflicts,
    },
    { what: 'keys that were written to since', expected: 0, seen: conflicts },
    {
      what: 'actions carried out',
      expected: run === null ? 0 : counts.copy + counts.mark,
      seen: done.copied + done.marked,
    },
    { what: 'keys that are not as they were before the run', expected: 0, seen: outcome.remaining },
  ]);
  return {
    command: 'undo',
    verdict: run === null ? 'planned' : miscounts.length === 0 ? 'verified' : 'failed',
    run,
    ...source,
    into: null,
    targetTime: null,
    objects: { ...counts, ...done },
    estimate: null,
    examples: { 'written to since, left alone': outcome.examples },
    failures: outcome.parts.flatMap(({ failed }) => failed),
    miscounts,
    verification: run === null ? null : { ...NO_COPIES, remaining: outcome.remaining, differing: conflicts },
    thaws: [],
    undecided: [],
    ...(run !== null && { events: await toldOf(() => bucketConsumers(client, source.bucket), eventsIn(run)) }),
    evidence: run === null ? null : evidence.nameOf(run),
    undo: run === null || done.copied + done.marked === 0 ? null : undoLine(run, source, options),
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

/** What a killed run has written without noting it down is known by its content, which lies where the run has read. */
function undoEngine(
  client: S3Client,
  { store, runs }: RunEvidence,
  { into, from }: WrittenBy,
  concurrency: number,
): UndoEngine {
  const isMarkerOfRun = writtenByRuns(store, runs);
  const engine = { ...rewindEngine(client, { concurrency, source: into, evidence: store }), isMarkerOfRun };
  if (from === undefined) return engine;
  const { isSame } = rewindEngine(client, { concurrency, source: from, into, evidence: store });
  return { ...engine, isCopyOf: isSame };
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
