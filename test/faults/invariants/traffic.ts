import * as z from 'zod';
import type { LedgerEntry } from '../../../domain/workflow/ledger';
import type { StepName } from '../../../domain/workflow/workflow';
import { difference, isEmpty, describe as say } from '../../../local/drill/independent-check/difference';
import { flat, readRows } from '../../../local/drill/independent-check/rows';
import { currentDatabaseUrl } from '../../../local/drill/stage';
import { eventually } from '../../../local/drill/wait';
import { differences } from '../rig/look';
import type { Invariant, Scene } from './scene';

/** Whoever is not known to be right is frozen, and the application obeys; or nothing of production was touched at all. */
export const frozenOrUntouched: Invariant = {
  number: 3,
  says: 'not verified means frozen, or nothing changed',
  async broken({ before, now, rig, evidence }) {
    const changed = differences(before, now, rig.production.stage.bucket);
    if (now.traffic.mode === 'frozen') return (await refusesWrites(rig)) ? undefined : 'frozen, but writes are let in';
    if (changed.length === 0) return undefined;
    const lacking = unprovenSteps(evidence);
    if (now.traffic.mode === 'open' && lacking.length === 0) return undefined;
    return `traffic is ${now.traffic.mode} without ${lacking.join(', ') || 'a verdict'}, and changed: ${changed.join('; ')}`;
  },
};

/** Looked at from outside: the rows behind the application's own secret, and every object, byte by byte. */
export const openOnOneAttempt: Invariant = {
  number: 4,
  says: 'open traffic means both stores of one verified attempt',
  async broken({ before, now, rig, report }) {
    if (now.traffic.mode === 'frozen') return undefined;
    const { stage, truth } = rig.production;
    if (differences(before, now, stage.bucket).length === 0) return undefined;
    const database = now.databases.find((identifier) => identifier === report?.database?.identifier);
    if (database === undefined) return `the report's database, ${report?.database?.identifier}, is not there`;
    const accepted = new Set(report?.acceptedLosses.map(({ key }) => key));
    const wrong = [
      difference(await expectedRows(rig), flat(await readRows(await currentDatabaseUrl(stage)))),
      difference(without(accepted, truth.objects), without(accepted, now.objects)),
    ].filter((found) => !isEmpty(found));
    return wrong.length === 0 ? undefined : wrong.map(say).join('; ');
  },
};

/** Who was erased since is erased again: of these tables, what the old database has lost. */
async function expectedRows({ production: { truth, erasedTables }, sourceUrl }: Scene['rig']) {
  const then = flat(truth.rows);
  if (erasedTables.length === 0) return then;
  const left = flat(await readRows(sourceUrl));
  const isErased = (name: string) => !left.has(name) && erasedTables.some((table) => name.startsWith(`${table}: `));
  return new Map([...then].filter(([name]) => !isErased(name)));
}

/** Whoever decides has named these, and the report does. */
const without = (keys: ReadonlySet<string>, objects: ReadonlyMap<string, string>) =>
  new Map([...objects].filter(([key]) => !keys.has(key)));

const PROOF: readonly StepName[] = ['ProveReferences', 'VerifyObjects', 'RunChecks', 'RunSmokeJob'];

const entry = z.looseObject({ step: z.string(), outcome: z.string(), startedAt: z.string() });

/** What the last attempt has not proved, as the ledger says: a step's own handler writes it, and nobody else. */
function unprovenSteps(evidence: ReadonlyMap<string, string>): StepName[] {
  const entries = [...evidence]
    .filter(([name]) => name.startsWith('ledger/'))
    .map(([, text]) => entry.parse(JSON.parse(text)) as Pick<LedgerEntry, 'step' | 'outcome' | 'startedAt'>)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  const begun = entries.findLastIndex(({ step }) => step === 'RestoreDatabase');
  const last = entries.slice(begun);
  return PROOF.filter((step) => last.findLast((one) => one.step === step)?.outcome !== 'done');
}

/** The parameter is read again every quarter of a second. */
async function refusesWrites({ production }: Scene['rig']): Promise<boolean> {
  const url = `${production.application.url}/lectures/no-such-lecture`;
  return await eventually(
    'a refused write',
    async () => {
      const answer = await fetch(url, { method: 'DELETE' }).catch(() => undefined);
      return answer === undefined || answer.status === 503 ? true : undefined;
    },
    5,
  ).catch(() => false);
}
