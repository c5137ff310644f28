import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import { READINESS } from '../../domain/checks/application-ready';
import { notApplicable } from '../../domain/checks/check';
import { LECTURE_INTEGRITY } from '../../domain/checks/lecture-integrity';
import type { SampledLecture } from '../../domain/checks/lectures';
import type { WantedBytes } from '../../domain/checks/object-bytes';
import { type JoinedReferences, references as judgeReferences, REFERENCES } from '../../domain/checks/references';
import { TRANSCRIPTS } from '../../domain/checks/transcripts';
import type { Baseline } from '../../domain/references/baseline';
import type { Reference } from '../../domain/references/references';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { CheckResult, Location } from '../../domain/workflow/workflow';
import { proveReferences } from '../../lambda/steps/prove-references';
import { Application } from '../../runtime/checks/application';
import { checkApplication } from '../../runtime/checks/application-checks';
import { checkContent } from '../../runtime/checks/database-checks';
import { checkObjects } from '../../runtime/checks/object-checks';
import { carryOut } from '../../runtime/checks/run-check';
import { DatabaseFacts } from '../../runtime/database/database-facts';
import { RestoredRows } from '../../runtime/database/restored-rows';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { ObjectReader } from '../../runtime/objects/object-reader';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { ReferenceRows } from '../../runtime/references/reference-rows';

export interface Observed {
  /** In one snapshot. */
  readonly database: Client;
  readonly s3: S3Client;
  readonly evidence: EvidenceStore;
  readonly objects: Location;
  readonly references: readonly Reference[];
  /** The moment of the objects. */
  readonly at: string;
  readonly byVersion: boolean;
  /** What was broken already. @default - everything that is missing counts */
  readonly baseline?: Baseline;
}

export interface VerifyScope {
  /** A past moment: what runs now says nothing of it. */
  readonly isolated: boolean;
  readonly applicationUrl?: string;
  /** @default - a sample within a budget */
  readonly wantedBytes?: WantedBytes;
}

export interface Verified {
  readonly references: JoinedReferences | null;
  readonly skewSeconds: number | null;
  readonly checks: readonly CheckResult[];
}

const SAMPLED_LECTURES = 25;
const READ_MILLISECONDS = 10 * 60_000;
const READY_WITHIN_SECONDS = 10;

/** The steps of the workflow, with a running system in place of a restored one. */
export async function verifyChecks(
  observed: Observed,
  { isolated, applicationUrl, wantedBytes }: VerifyScope,
): Promise<Verified> {
  const { database, s3, evidence, objects, references, at, byVersion, baseline } = observed;
  const rows = new RestoredRows(database);
  const referenceRows = new ReferenceRows(database);
  const clock = { now: Date.now, sleep };
  const plan = {
    runId: `verify-${at}`,
    mode: isolated ? ('drill' as const) : ('incident' as const),
    objects,
    evidence: { bucket: objects.bucket, prefix: '' },
    candidates: [
      { recoveryPoint: { kind: 'time' as const, time: at }, objectTime: at, databaseIdentifier: '', reason: '' },
    ],
  };
  const objectPlan = { state: { bucket: '', prefix: rewindLayout(plan.evidence, 0).state } };
  let lectures: Promise<readonly SampledLecture[]> | undefined;
  const sample = () => {
    lectures ??= rows.sampleLectures(plan.runId, SAMPLED_LECTURES);
    return lectures;
  };

  const content = await checkContent([], {
    references,
    referenceRows,
    facts: new DatabaseFacts(database),
    manifest: async () => undefined,
    expectedHead: async () => undefined,
  });
  let joined: Joined | undefined;
  const proof = await carryOut(REFERENCES, async () => {
    const world = { references, rows: referenceRows, evidence, baseline };
    await proveReferences({ plan, attempt: 0, objectPlan }, world).catch(unlessJudged);
    joined = await readProof(evidence);
    return judgeReferences(joined.counts, joined.dangling);
  });
  const stored = await checkObjects(
    { plan, objectPlan },
    {
      rows,
      objects: new ObjectReader(s3, objects.bucket),
      evidence,
      clock,
      wantedBytes,
      readUntil: Date.now() + READ_MILLISECONDS,
      byVersion,
    },
    sample,
  );
  const application =
    applicationUrl === undefined
      ? [READINESS, LECTURE_INTEGRITY, TRANSCRIPTS].map((check) => notApplicable(check, 'no `--application-url`'))
      : await checkApplication({ plan }, applicationWorld(applicationUrl), sample);
  return {
    references: joined?.counts ?? null,
    skewSeconds: stored.skewSeconds,
    checks: [...content, proof, ...stored.results, ...application],
  };

  function applicationWorld(baseUrl: string) {
    const { WRITE_TOKEN: token } = process.env;
    const options = { baseUrl, allowPrivateAddresses: true, token };
    return { application: new Application(options), clock, readyWithinSeconds: READY_WITHIN_SECONDS };
  }
}

const NONE: JoinedReferences = {
  rowsChecked: 0,
  checked: 0,
  dangling: 0,
  danglingBefore: 0,
  orphaned: 0,
  elsewhere: 0,
};

interface Joined {
  readonly counts: JoinedReferences;
  readonly dangling: readonly string[];
}

/** The proof says it all; only what kept it from being written is an error here. */
function unlessJudged(error: unknown): void {
  const judged: readonly string[] = [ErrorName.DANGLING_REFERENCES, ErrorName.NOTHING_TO_PROVE];
  if (!(error instanceof PegasusError) || !judged.includes(error.name)) throw error;
}

async function readProof(evidence: EvidenceStore): Promise<Joined> {
  const dangling: string[] = [];
  let counts: JoinedReferences = NONE;
  for await (const { key } of evidence.list('attempt-0/proof/')) {
    for await (const line of evidence.readLines(key)) {
      const finding: { finding: string; row?: string; key?: string } & JoinedReferences = JSON.parse(line);
      if (finding.finding === 'dangling') dangling.push(`${finding.row} → ${finding.key}`);
      if (finding.finding === 'counts') {
        const { rowsChecked, checked, dangling: missing, danglingBefore, orphaned, elsewhere } = finding;
        counts = { rowsChecked, checked, dangling: missing, danglingBefore, orphaned, elsewhere };
      }
    }
  }
  return { counts, dangling };
}
