import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { RestoreReport } from '../../domain/report';
import { runIdOf } from '../../domain/run-names';
import type { Installation } from './installation';
import type { Stage } from './stage';

/** The run's report, as it lies in the evidence bucket. */
export interface Reports {
  readonly json: RestoreReport;
  readonly markdown: string;
}

export async function readReports(
  { s3 }: Stage,
  { evidenceBucket }: Installation,
  execution: string,
): Promise<Reports> {
  const read = async (name: string): Promise<string> => {
    const key = `runs/${runIdOf(execution)}/${name}`;
    const found = await s3.send(new GetObjectCommand({ Bucket: evidenceBucket, Key: key }));
    return await found.Body!.transformToString();
  };
  return { json: JSON.parse(await read('report.json')), markdown: await read('report.md') };
}

/** Copies them to the folder of `--report`. */
export function copyReports({ json, markdown }: Reports, directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(json, null, 2)}\n`);
  writeFileSync(join(directory, 'report.md'), markdown);
}
