import { renderHtml } from '../../domain/report/html';
import { renderMarkdown } from '../../domain/report/markdown';
import type { RestoreReport } from '../../domain/report/model';
import type { Signature, Signing, Unsigned } from '../../domain/report/signature';
import type { Evidence } from './evidence';
import { sumsOf, writeSeal } from './seal';
import type { Signer } from './signer';

/** A report in its three forms, and what seals them. */
export interface SealedReport {
  readonly report: RestoreReport;
  readonly files: Readonly<Record<string, string>>;
  readonly sums: string;
  readonly signature: Signature | Unsigned;
}

/** A report says whether it is signed: one that could not be is built again, and says why. */
export async function sealReport(
  build: (signing: Signing) => RestoreReport,
  signer: Pick<Signer, 'intends' | 'sign'>,
): Promise<SealedReport> {
  const intended = drafted(build(signer.intends));
  const signature = await signer.sign(intended.sums);
  return { ...('unsigned' in signature ? drafted(build(signature)) : intended), signature };
}

function drafted(report: RestoreReport): Omit<SealedReport, 'signature'> {
  const files = {
    'report.json': `${JSON.stringify(report, null, 2)}\n`,
    'report.md': renderMarkdown(report),
    'report.html': renderHtml(report),
  };
  return { report, files, sums: sumsOf(files) };
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** @param prefix the run's folder */
export async function putReport(
  evidence: Pick<Evidence, 'putText'>,
  prefix: string,
  { files, sums, signature }: SealedReport,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await evidence.putText(`${prefix}${name}`, text, CONTENT_TYPES[name.split('.')[1]!]!);
  }
  await writeSeal(evidence, `${prefix}report`, sums, signature);
}
