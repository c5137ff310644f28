import type { ReportedWorkflow, RestoreReport } from './model';

export function erasuresOf({ erasures, erasuresRepeated }: ReportedWorkflow): RestoreReport['erasures'] {
  if (erasures === undefined) return null;
  const repeated = erasuresRepeated ?? null;
  if (erasures.outcome === 'unknown') return { ...erasures, repeated };
  const { list, sha256: _, ...listed } = erasures;
  return { ...listed, evidence: `s3://${list.bucket}/${list.prefix}`, repeated };
}

/** How many, and never who. */
export function erasureWords({ erasures, ending }: RestoreReport): string[] {
  if (erasures === null) return [];
  const { repeated } = erasures;
  const words = [
    ...(erasures.outcome === 'unknown'
      ? [`**Who was erased after the target time is unknown:** ${erasures.cause}.`]
      : [
          `${erasures.expected} erased after the target time; who, is in \`${erasures.evidence}\`.`,
          ...erasures.notListed.map(({ table, reason }) => `${table} was not looked through to its end: ${reason}.`),
        ]),
  ];
  if (repeated?.outcome === 'repeated') {
    const kept = repeated.kept === 0 ? '' : `, ${repeated.kept} kept by the function, as no erasures`;
    return [...words, `Done again before traffic opened: ${repeated.erased} of ${repeated.expected}${kept}.`];
  }
  const back = ending.cutOver === 'none' ? '' : ' They are in the restored stores again.';
  return [...words, `**Not done again${repeated === null ? '' : ', by decision'}.**${back}`];
}
