import { describe, expect, test } from '@jest/globals';
import { type WriteManifestWorld, writeManifest } from '../../../lambda/schedules/write-manifest';
import { Manifests } from '../../../runtime/database/manifests';
import { SETTINGS } from '../../domain/database/settings-fixture';
import { MANIFEST, SOURCE } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

const CONTENT = {
  migrationHead: '0003_money.sql',
  tables: [{ name: 'public.lectures', rows: 4, newest: null }],
  sequences: [{ sequence: 'public.s', next: '9' }],
  foreignKeys: [{ name: 'public.a.b', enforced: true }],
};

function world(changed: Partial<WriteManifestWorld> = {}) {
  const evidence = new MemoryEvidence();
  const manifests = new Manifests(evidence);
  const complaints: string[] = [];
  const given: WriteManifestWorld = {
    manifests,
    describe: async () => ({
      ...SOURCE,
      tags: { team: 'lectures' },
      roles: [{ feature: 's3Import', role: 'arn:aws:iam::1:role/import' }],
      settings: { ...SETTINGS, parameterGroup: 'pegasus-18' },
    }),
    parameterGroups: async ({ parameterGroup }) => [
      { of: 'instance', name: String(parameterGroup), values: { work_mem: '65536' } },
    ],
    secret: async () => ({ arn: 'arn:secret', versionId: 'v1' }),
    dependents: async (names) => names.map((database) => ({ kind: 'alarm' as const, name: 'cpu', database })),
    content: async () => CONTENT,
    now: () => Date.parse('2026-11-23T03:00:00.001Z'),
    complain: (what) => complaints.push(what),
    ...changed,
  };
  return { given, manifests, evidence, complaints };
}

describe('the manifest', () => {
  test('has what a restore drops and what the database holds, and is read back as it was written', async () => {
    const { given, manifests } = world();
    const written = await writeManifest(given);
    expect(written).toMatchObject({
      source: { identifier: 'pegasus', resourceId: 'db-1' },
      endpoint: { host: 'pegasus.example', port: 5433 },
      parameterGroups: [{ name: 'pegasus-18', values: { work_mem: '65536' } }],
      roles: [{ feature: 's3Import' }],
      dependents: [{ kind: 'alarm', name: 'cpu', database: { dimension: 'DBInstanceIdentifier', name: 'pegasus' } }],
      tags: { team: 'lectures' },
      secret: { versionId: 'v1' },
      content: CONTENT,
    });
    expect(await manifests.newest('pegasus', '2026-11-23T04:00:00Z')).toEqual(written);
  });

  test('is dated when everything was read, rounded up: nothing in it is newer', async () => {
    const { given, manifests } = world();
    expect((await writeManifest(given)).takenAt).toBe('2026-11-23T03:00:01Z');
    expect(await manifests.newest('pegasus', '2026-11-23T03:00:00Z')).toBeUndefined();
    expect(await manifests.newest('another', '2026-11-23T04:00:00Z')).toBeUndefined();
  });

  test('a database that does not answer costs the counts, not the settings', async () => {
    const { given, complaints } = world({
      content: async () => {
        throw new Error('connection refused');
      },
    });
    expect(await writeManifest(given)).toMatchObject({ content: null, settings: { parameterGroup: 'pegasus-18' } });
    expect(complaints).toEqual(['the database could not be counted']);
  });

  test('a service that cannot be reached costs what it knows, and no more', async () => {
    const { given, manifests, complaints } = world({
      dependents: async () => {
        throw new Error('no way to CloudWatch');
      },
    });
    expect(await writeManifest(given)).toMatchObject({ dependents: null, content: CONTENT });
    expect(complaints).toEqual(['the proxies and alarms of the database could not be found out']);
    expect(await manifests.newest('pegasus', '2026-11-23T04:00:00Z')).toMatchObject({ dependents: null });
  });

  test('a source that is gone does not overwrite what is known of it', async () => {
    const { given, evidence } = world({ describe: async () => undefined });
    await expect(writeManifest(given)).rejects.toThrow(/gone/);
    expect(evidence.texts.size).toBe(0);
  });

  test('one that somebody has damaged is refused, not half believed', async () => {
    const { given, manifests, evidence } = world();
    await writeManifest(given);
    await evidence.putJson('manifests/pegasus/2026-11-23T03:30:00Z.json', { version: 1, takenAt: 'x' });
    await expect(manifests.newest('pegasus', '2026-11-23T04:00:00Z')).rejects.toThrow(
      /is not what a step writes \(source/,
    );
  });
});

describe('F112 a manifest is believed when its name and its content agree', () => {
  const lastOf = async (key: string, takenAt: string) => {
    const evidence = new MemoryEvidence();
    await evidence.putJson(key, { ...MANIFEST, takenAt });
    return new Manifests(evidence).lastOf('pegasus');
  };

  test('of this very database: one that was called so before is passed by', async () => {
    const evidence = new MemoryEvidence();
    const manifests = new Manifests(evidence);
    const later = {
      ...MANIFEST,
      takenAt: '2026-11-23T03:40:00Z',
      source: { identifier: 'pegasus', resourceId: 'db-9' },
    };
    for (const one of [MANIFEST, later]) await evidence.putJson(`manifests/pegasus/${one.takenAt}.json`, one);
    expect(await manifests.lastOf('pegasus', MANIFEST.source.resourceId)).toEqual(MANIFEST);
    expect(await manifests.lastOf('pegasus', 'db-9')).toEqual(later);
    expect(await manifests.lastOf('pegasus', 'db-7')).toBeUndefined();
  });

  test('its own', async () =>
    expect(await lastOf(`manifests/pegasus/${MANIFEST.takenAt}.json`, MANIFEST.takenAt)).toEqual(MANIFEST));

  test.each([
    ['of another moment', 'manifests/pegasus/2026-11-23T03:00:00Z.json', MANIFEST.takenAt, /says that it is/],
    ['from the future', 'manifests/pegasus/2099-01-01T00:00:00Z.json', '2099-01-01T00:00:00Z', /is from the future/],
  ])('%s: named, with a way out', async (_what, key, takenAt, says) => {
    await expect(lastOf(key, takenAt)).rejects.toMatchObject({
      name: 'EvidenceUnusable',
      message: expect.stringMatching(new RegExp(`${says.source}.*Delete the object`)),
    });
  });
});
