import * as z from 'zod';
import { evidenceBelow } from '../rig/evidence';
import { differences, lookAt } from '../rig/look';
import type { Invariant } from './scene';

const lock = z.looseObject({ owner: z.string(), execution: z.string(), releasedAt: z.string().optional() });

export const lockFreeOrOwned: Invariant = {
  number: 5,
  says: 'the lock is free, or its owner is running or awaiting a decision',
  async broken({ rig }) {
    for (const [key, text] of await evidenceBelow(rig, 'locks/')) {
      const { owner, execution, releasedAt } = lock.parse(JSON.parse(text));
      const { status } = rig.production.aws.states.execution(execution);
      if (releasedAt === undefined && status !== 'RUNNING') return `${key} is held by ${owner}, which is ${status}`;
    }
    return undefined;
  },
};

/** A run that waits is not over: its report comes with its end. */
export const everyRunReported: Invariant = {
  number: 6,
  says: 'every run that has ended has a report of its outcome',
  async broken({ run, report, evidence }) {
    const { status } = run.execution;
    if (status === 'RUNNING') return undefined;
    if (report === undefined) return `the run is ${status}, and there is no report`;
    if ((report.verdict === 'verified') !== (status === 'SUCCEEDED'))
      return `${status}, and the report says ${report.verdict}`;
    const missing = ['report.md', 'report.html', 'report.sha256', 'report.signature.json'].filter(
      (name) => !evidence.has(name),
    );
    return missing.length === 0 ? undefined : `${missing.join(', ')} missing`;
  },
};

/** What ends a run would end one that may go on. */
const AGAIN = ['RestoreObjects', 'TearDown'];

/** The work of the last of each is done again, by its own handler, with what it was given. */
export const againChangesNothing: Invariant = {
  number: 7,
  says: 'running the same again changes nothing',
  async broken({ rig, run, now }) {
    const { aws, stage } = rig.production;
    const ended = run.execution.status !== 'RUNNING';
    const done = rig.invocations.filter(({ ran }) => ran);
    const verified = new Set(done.filter(({ name }) => name.includes('HandlersVerifyObjects')).map(attemptOfOne));
    for (const step of ended ? AGAIN : AGAIN.slice(0, 1)) {
      const attempt = attemptOf(done.findLast(({ name }) => name.includes(`Handlers${step}`))?.payload);
      // A rewind that is not complete goes on when it runs again, and that is right.
      if (step === 'RestoreObjects' && !verified.has(attempt)) continue;
      for (const { name, payload } of done) {
        if (!name.includes(`Handlers${step}`) || attemptOf(payload) !== attempt) continue;
        const outcome = await aws.functions.invoke(name, JSON.stringify(payload));
        if ('error' in outcome) return `${step} failed: ${outcome.error.errorType}: ${outcome.error.errorMessage}`;
      }
    }
    const changed = differences(now, await lookAt(rig), stage.bucket);
    return changed.length === 0 ? undefined : changed.join('; ');
  },
};

const attemptOfOne = ({ payload }: { readonly payload: unknown }) => attemptOf(payload);

function attemptOf(payload: unknown): number | undefined {
  return z.looseObject({ attempt: z.number() }).safeParse(payload).data?.attempt;
}

/** What only reads. */
const READS = /^(Get|List|Head)/;

export const dryRunWritesNothing: Invariant = {
  number: 8,
  says: 'a dry run makes no mutating call',
  async broken({ rig }) {
    const { calls } = rig.production.aws.s3;
    const before = new Map(calls);
    await rig.dryRun();
    const made = [...calls].filter(
      ([operation, count]) => count > (before.get(operation) ?? 0) && !READS.test(operation),
    );
    return made.length === 0 ? undefined : `it called ${made.map(([operation]) => operation).join(', ')}`;
  },
};
