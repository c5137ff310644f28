import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { RestoreReport } from '../../domain/report/model';
import { runIdOf } from '../../domain/workflow/run-names';
import type { Installation, Stage } from './model';

/** What WriteReport writes. */
const FILES = ['report.json', 'report.md', 'report.html', 'report.sha256', 'report.signature.json'];

/** As an auditor would have it: from KMS, and not from the evidence. */
export const SIGNING_KEY_FILE = 'signing-key.pem';

/** The run's report, as it lies in the evidence bucket: the text of each file. */
export type Reports = ReadonlyMap<string, string>;

export async function readReports(
  { s3, aws }: Stage,
  { evidenceBucket, signingKey }: Installation,
  execution: string,
): Promise<Reports> {
  const reports = new Map<string, string>();
  for (const name of FILES) {
    const key = `runs/${runIdOf(execution)}/${name}`;
    const found = await s3.send(new GetObjectCommand({ Bucket: evidenceBucket, Key: key }));
    reports.set(name, await found.Body!.transformToString());
  }
  reports.set(SIGNING_KEY_FILE, aws.keys.publicKey(signingKey));
  return reports;
}

export function reportIn(reports: Reports): RestoreReport {
  return JSON.parse(reports.get('report.json')!);
}

/** Copies them, byte for byte, to the folder of `--report`: they can be checked there too. */
export function copyReports(reports: Reports, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of reports) writeFileSync(join(directory, name), text);
}
