import { describe, expect, test } from '@jest/globals';
import { engineThen, sameMajor, settingsUnder } from '../../../domain/database/engine';
import { INSTANCE_RULES } from '../../../domain/database/instance';
import { compareSettings } from '../../../domain/database/settings';
import type { SnapshotFacts } from '../../../domain/request/recovery-points';
import type { RecoveryPoint } from '../../../domain/workflow/workflow';
import { MANIFEST } from '../workflow/workflow-fixture';
import { SETTINGS } from './settings-fixture';

const T = '2026-11-23T04:00:00Z';
const AT: RecoveryPoint = { kind: 'time', time: T };
const today = { ...SETTINGS, engineVersion: '17.6' };
const manifest = (engineVersion: string, takenAt = MANIFEST.takenAt) => ({
  ...MANIFEST,
  takenAt,
  settings: { ...SETTINGS, engineVersion },
});
const snapshot = (id: string, databaseTime: string, engineVersion: string): SnapshotFacts => ({
  id,
  status: 'available',
  databaseTime,
  sourceIdentifier: 'pegasus',
  engineVersion,
});

describe('F93 the engine that ran at the recovery point', () => {
  test('is that of today where nothing says otherwise', () => {
    expect(engineThen(AT, today, [], undefined)).toBeUndefined();
    expect(engineThen(AT, today, [], manifest('17.6'))).toBeUndefined();
    expect(engineThen(AT, {}, [], manifest('17.6'))).toBeUndefined();
  });

  test('is that of the newest word from before, of a manifest or a snapshot', () => {
    expect(engineThen(AT, today, [], manifest('16.9'))).toEqual({ version: '16.9', manifest: MANIFEST.takenAt });
    const before = snapshot('preupgrade', '2026-11-23T03:00:00Z', '16.9');
    const after = snapshot('after', '2026-11-23T03:30:00Z', '17.6');
    const late = snapshot('late', '2026-11-23T04:00:01Z', '16.9');
    expect(engineThen(AT, today, [before, late], undefined)).toEqual({ version: '16.9', manifest: null });
    expect(engineThen(AT, today, [before, after, late], manifest('16.9'))).toBeUndefined();
  });

  test('is that of the snapshot itself, and groups of another engine are none of it', () => {
    const point: RecoveryPoint = { kind: 'snapshot', snapshotId: 's', time: T };
    const itself = snapshot('s', T, '15.12');
    expect(engineThen(point, today, [itself, snapshot('o', T, '17.6')], manifest('16.9'))).toEqual({
      version: '15.12',
      manifest: null,
    });
  });
});

describe('F93 the settings under that engine', () => {
  test('are those of today within a major version', () => expect(settingsUnder(today, '17.4', undefined)).toBe(today));

  test('have the groups of then, and nothing else of then, under another', () => {
    const then = { settings: { ...SETTINGS, parameterGroup: 'pegasus-16', optionGroup: 'options-16', multiAz: false } };
    expect(settingsUnder(today, '16.9', then)).toEqual({
      ...today,
      engineVersion: '16.9',
      parameterGroup: 'pegasus-16',
      optionGroup: 'options-16',
    });
  });

  test('have default groups where nothing says which there were', () => {
    expect(settingsUnder(today, '16.9', undefined)).toMatchObject({
      parameterGroup: 'default.postgres16',
      optionGroup: 'default:postgres-16',
    });
    const cluster = {
      engine: 'aurora-postgresql',
      engineVersion: '17.5',
      clusterParameterGroup: 'a',
      'instance2.parameterGroup': 'b',
    };
    expect(settingsUnder(cluster, '16.9', undefined)).toMatchObject({
      clusterParameterGroup: 'default.aurora-postgresql16',
      'instance2.parameterGroup': 'default.aurora-postgresql16',
    });
  });
});

test('F93 another minor version is no difference that matters; another major one is', () => {
  const differing = (engineVersion: string) =>
    compareSettings(INSTANCE_RULES, today, { ...today, engineVersion }).map(({ waiver }) => waiver);
  expect(differing('17.4')).toEqual([expect.stringMatching(/another minor version/)]);
  expect(differing('16.9')).toEqual([null]);
  expect(sameMajor('17', '17.6')).toBe(true);
});
