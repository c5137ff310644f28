import { expect } from '@jest/globals';
import { Client } from 'pg';
import * as z from 'zod';
import type { StepName } from '../../../domain/workflow/workflow';
import { withDatabase } from '../../../local/drill/stage';
import type { Scene } from '../invariants/scene';
import { inCandidate } from '../rig/candidate';
import type { Rig } from '../rig/rig';
import type { Expected } from './expected';

/** Something is wrong in the restored database itself: this SQL makes it so just before the step, `undo` puts it right. */
const before =
  (damages: Partial<Record<StepName, string>>, undo?: string) =>
  (rig: Rig): void => {
    rig.fault = async (name) => {
      for (const [step, sql] of Object.entries(damages))
        if (name.includes(`Handlers${step}`)) await inCandidate(rig, sql);
      return undefined;
    };
    if (undo !== undefined) rig.onLift(() => void inCandidate(rig, undo));
  };

const EMPTY = `do $$ declare t text; begin
  for t in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations' loop
    execute format('truncate %I cascade', t);
  end loop; end $$`;
const LAST_MIGRATION = '(select max(id) from schema_migrations)';
const LOWER_SEQUENCE = "select setval('credit_ledger_id_seq', 1, false)";

const firstFailure =
  (says: RegExp) =>
  ({ report }: Scene): void =>
    expect(report?.attempts[0]?.failed?.cause).toMatch(says);

/** These references in place of those of Pegasus; each must exist. */
const naming =
  (...references: readonly [table: string, column: string][]) =>
  (rig: Rig): void =>
    rig.setVariables({ REFERENCES: JSON.stringify(references.map(([table, column]) => ({ table, column }))) });
const inSource = ({ production: { stage } }: Rig, sql: string): Promise<unknown> =>
  withDatabase(stage, (database) => database.query(sql));

/** Held in the old database by another session from the ledger on, as a migration that does not end would. */
const lockedInTheOldOne =
  (table: string) =>
  (rig: Rig): void => {
    rig.fault = async (name) => {
      if (!name.includes('HandlersRecordDataLoss')) return undefined;
      const migration = new Client({ connectionString: rig.sourceUrl });
      await migration.connect();
      rig.onLift(() => void migration.end());
      await migration.query(`begin; lock table ${table} in access exclusive mode`);
      return undefined;
    };
  };

const summaryOfLosses = z.object({
  tables: z.array(z.object({ table: z.string() })),
  notCompared: z.array(z.object({ table: z.string(), reason: z.string() })),
});

/** What may be wrong in a database that came back. */
export const CANDIDATE: readonly Expected[] = [
  {
    title: 'F104 a table of the old database that is locked is named in the data-loss ledger, all others are compared',
    trial: { services: lockedInTheOldOne('exports') },
    stages: ['verified'],
    look: ({ report, evidence }) => {
      const named = { table: 'public.exports', reason: expect.stringContaining('lock timeout') };
      expect(report?.dataLoss).toMatchObject({ outcome: 'recorded', notCompared: expect.arrayContaining([named]) });
      const { tables } = summaryOfLosses.parse(JSON.parse(evidence.get('data-loss.json') ?? ''));
      expect(tables.map(({ table }) => table)).toEqual(expect.arrayContaining(['public.lectures', 'public.artifacts']));
    },
  },
  {
    title: 'F65 an empty database proves nothing: held, with no object touched',
    trial: { services: before({ ProveReferences: EMPTY }), action: 'abort' },
    stages: ['held', 'failed'],
    error: 'NothingToProve',
    look: ({ rig, before: was, now }) => {
      const own = (versions: ReadonlySet<string>) =>
        [...versions].filter((one) => one.startsWith(`${rig.production.stage.bucket}: `)).length;
      expect(own(now.versions)).toBe(own(was.versions));
    },
  },
  {
    title: 'F86 a reference that is misspelt: refused before anything is frozen',
    trial: { services: naming(['lecturs', 'audio_path'], ['exports', 'storage_path']) },
    stages: ['refused'],
    error: 'ReferencesNotProved',
    look: ({ report, evidence }) => {
      expect(report?.failure).toMatchObject({
        step: 'FreezeWrites',
        cause: expect.stringMatching(/^lecturs does not exist; the nearest name is lectures\. .* Nothing was frozen/),
      });
      expect([...evidence.keys()]).not.toContain('freeze.json');
    },
  },
  {
    title: 'F86 a reference whose column was made after the target time: verified, and it is named',
    trial: {
      arrange: async (rig) => void (await inSource(rig, 'alter table exports add column preview_path text')),
      services: naming(['lectures', 'audio_path'], ['exports', 'storage_path'], ['exports', 'preview_path']),
    },
    stages: ['verified'],
    look: async ({ rig, report }) => {
      await inSource(rig, 'alter table exports drop column preview_path');
      expect(report?.references?.tablesNotFound).toEqual(['exports.preview_path (made later)']);
    },
  },
  {
    title: 'F66 a schema that is newer than the application: held, and it is said',
    trial: {
      services: before(
        {
          RunChecks: `update schema_migrations set id = '9999_' || id where id = ${LAST_MIGRATION} and id not like '9999%'`,
        },
        "update schema_migrations set id = substr(id, 6) where id like '9999%'",
      ),
    },
    stages: ['held', 'verified'],
    error: 'CheckFailed',
    look: firstFailure(/migration head \(failed\)/),
  },
  {
    title: 'F66 a schema that is older than the application: held, and it is said',
    trial: {
      services: before(
        { RunChecks: `update schema_migrations set id = '0000_' || id where id = ${LAST_MIGRATION}` },
        "update schema_migrations set id = substr(id, 6) where id like '0000\\_0%'",
      ),
    },
    stages: ['held', 'verified'],
    error: 'CheckFailed',
    look: firstFailure(/migration head \(failed\)/),
  },
  {
    title: 'F67 a sequence below the largest id is raised; one that falls back is found by the checks: held',
    trial: { services: before({ ConfigureDatabase: LOWER_SEQUENCE, RunChecks: LOWER_SEQUENCE }) },
    stages: ['held', 'verified'],
    error: 'CheckFailed',
    look: (scene) => {
      firstFailure(/sequences \(failed\)/)(scene);
      expect(scene.report?.database?.sequencesRaised).toContainEqual(
        expect.stringMatching(/credit_ledger_id_seq to \d+/),
      );
    },
  },
];
