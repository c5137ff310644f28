import { expect, test } from '@jest/globals';
import type { DatabaseName, Dependent } from '../../../domain/database/dependents';
import { compareDependentsOf } from '../../../runtime/database/compare-dependents';
import { digestOf } from '../../../runtime/evidence/digest';
import { RESTORED, SOURCE } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../evidence/memory-evidence';

const DETAIL = 'runs/run-1/attempt-0/dependents.json';
const CPU: Dependent = { kind: 'alarm', name: 'cpu', database: SOURCE.names[0]! };
const there = { names: SOURCE.names, dependents: [], according: 'the source' };

function world(of: (names: readonly DatabaseName[]) => Promise<readonly Dependent[]> = async () => []) {
  const evidence = new MemoryEvidence();
  return { evidence, world: { dependents: { of }, evidence, renamedAtCutOver: false } };
}

test('what names the source is counted, and written down with what to do', async () => {
  const { evidence, world: w } = world(async (names) => names.map((database) => ({ ...CPU, database })));
  expect(await compareDependentsOf(there, RESTORED, DETAIL, w)).toEqual({
    outcome: 'compared',
    differences: 1,
    detail: DETAIL,
    sealed: digestOf(evidence.json(DETAIL)),
  });
  expect(JSON.parse(evidence.texts.get(DETAIL)!.text)).toMatchObject([
    { name: 'cpu', wanted: 'pegasus-12345678-a1', found: 'pegasus' },
  ]);
});

test('a source that is gone is asked for by what its manifest recorded', async () => {
  const asked: (readonly DatabaseName[])[] = [];
  const { evidence, world: w } = world(async (names) => {
    asked.push(names);
    return [];
  });
  const gone = { names: [CPU.database], dependents: [CPU], according: 'its manifest of 2026-11-23T02:00:00Z' };
  expect(await compareDependentsOf(gone, RESTORED, DETAIL, w)).toMatchObject({ differences: 1 });
  expect(asked).toEqual([[CPU.database]]);
  expect(evidence.texts.get(DETAIL)?.text).toContain('it is gone');
});

test('a manifest that does not say is no proof that nothing names it', async () => {
  const gone = { names: [], dependents: null, according: 'its manifest of 2026-11-23T02:00:00Z' };
  expect(await compareDependentsOf(gone, RESTORED, DETAIL, world().world)).toEqual({
    outcome: 'unknown',
    cause: 'its manifest of 2026-11-23T02:00:00Z does not say what leads to it',
  });
});

test('what cannot be found out is said, and keeps no restore from going on', async () => {
  const { world: w } = world(async () => {
    throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  });
  expect(await compareDependentsOf(there, RESTORED, DETAIL, w)).toEqual({
    outcome: 'unknown',
    cause: 'AccessDenied: not authorized',
  });
});
