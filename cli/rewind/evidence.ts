import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Location } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { EvidenceFolder } from '../../runtime/evidence/evidence-folder';
import type { EvidenceStore } from '../../runtime/evidence/evidence-store';
import { layoutBelow, type RewindLayout } from '../../runtime/objects/rewind/layout';
import type { RewindArguments } from './arguments';

/** Where runs of the command line write plan, results and written versions: a bucket, or a folder on this machine. */
export interface RunEvidence {
  readonly store: EvidenceStore;
  /** What all runs begin with. */
  readonly runs: string;
  manifestOf(run: string): string;
  /** Written by the restore state machine, instead of a manifest. */
  planOf(run: string): string;
  layoutOf(run: string, attempt?: number): RewindLayout;
  /** For people. */
  nameOf(run: string): string;
  /** Of a run that was refused before it wrote an object: its folder; a bucket keeps what it has. */
  discard(run: string): Promise<void>;
}

/** What a run records about itself before it writes any object. */
export interface Manifest {
  readonly run: string;
  readonly source: Location;
  /** Rows that refer to `source.prefix…` find the object at `into.prefix…`. */
  readonly into: Location | null;
  readonly targetTime: string | null;
  readonly undoes: string | null;
}

export function runEvidence(
  client: S3Client,
  { evidence, evidenceBucket }: Pick<RewindArguments, 'evidence' | 'evidenceBucket'>,
): RunEvidence {
  const inBucket = evidenceBucket !== undefined;
  const runs = inBucket ? 'runs/' : 'pegasus-rewind-';
  const prefixOf = (run: string) => `${runs}${run}/`;
  return {
    store: inBucket ? new Evidence(client, evidenceBucket) : new EvidenceFolder(evidence),
    runs,
    manifestOf: (run) => `${prefixOf(run)}rewind.json`,
    planOf: (run) => `${prefixOf(run)}plan.json`,
    layoutOf: (run, attempt = 0) => layoutBelow(`${prefixOf(run)}attempt-${attempt}/`),
    nameOf: (run) => (inBucket ? `s3://${evidenceBucket}/${prefixOf(run)}` : join(evidence, prefixOf(run))),
    discard: async (run) => {
      if (!inBucket) await rm(join(evidence, prefixOf(run)), { recursive: true, force: true });
    },
  };
}

/** `20261123t040000z-1f3a9c2b5d7e`: the store's time, and a suffix that distinguishes two runs of one second. */
export function newRun(now: number): string {
  const time = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
  return `${time}z-${randomBytes(6).toString('hex')}`;
}
