import { DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { nameDigest } from '../../../domain/workflow/named';
import type { StepName } from '../../../domain/workflow/workflow';
import { readObjects } from '../../../local/drill/independent-check/objects';
import { SeededRandom } from '../../../local/drill/seeded-random';
import { differences } from '../rig/look';
import type { Rig } from '../rig/rig';
import type { Trial } from '../rig/trial';
import type { Expected } from './expected';

/** The database service refuses the restore, until somebody has seen to it. */
const refusedBy =
  (code: string, status = 400) =>
  (rig: Rig) => {
    rig.production.aws.rds.intercept = (action) =>
      action === 'RestoreDBInstanceToPointInTime' ? { status, code, message: 'as the suite says' } : undefined;
  };

/** RDS has room for these classes of instances only, until somebody has seen to it. */
const roomFor =
  (...classes: readonly string[]) =>
  (rig: Rig) => {
    rig.production.aws.rds.hasRoom = (instanceClass) => classes.includes(instanceClass);
  };

/** What goes wrong in the stores while a restore is on its way. */
export const STORES: readonly Expected[] = [
  {
    title: 'F14 a drill of the machine touches nothing of production',
    trial: { request: { mode: 'drill' } },
    stages: ['verified'],
    look: ({ before, now, rig }) => expect(differences(before, now, rig.production.stage.bucket)).toEqual([]),
  },
  {
    title: 'F22 throttled five times',
    trial: {
      services: (rig) => {
        let left = 5;
        rig.production.aws.rds.intercept = (action) =>
          action === 'RestoreDBInstanceToPointInTime' && left-- > 0
            ? { status: 400, code: 'Throttling', message: 'Rate exceeded' }
            : undefined;
      },
    },
    stages: ['verified'],
  },
  {
    title: 'F23 no room for the class of the source: made with the next one that was declared, and the report says so',
    trial: { services: roomFor('db.m8g.large') },
    stages: ['verified'],
    look: ({ report }) => {
      expect(report?.database?.capacityNotes).toEqual(['RDS had no room for db.t4g.medium in any zone']);
      expect(report?.database?.waived.join()).toMatch(
        /`instanceClass`: .*"db.m8g.large" \(.*was declared for that case\)/,
      );
    },
  },
  {
    title: 'F23 no room for any class, in any zone of a drill: it ends, and says what was asked for',
    trial: { request: { mode: 'drill' }, services: roomFor() },
    stages: ['refused'],
    error: 'DatabaseRefused',
    look: ({ report }) =>
      expect(report?.failure?.cause).toMatch(/no room for db.t4g.medium in any zone, .*db.m8g.large in us-east-1b/),
  },
  {
    title: 'F23 no room for anything: held, until there is',
    trial: { services: roomFor() },
    stages: ['held', 'verified'],
    error: 'DatabaseRefused',
  },
  {
    title: 'F28 the storage of the restored database is full: held, and the same database goes on once it is not',
    trial: {
      services: (rig) => {
        const { aws, stage } = rig.production;
        rig.onLift(() => {
          aws.rds.shownStatus = undefined;
        });
        aws.rds.shownStatus = (identifier, status) =>
          identifier === stage.databaseIdentifier || status === 'creating' ? status : 'storage-full';
      },
    },
    stages: ['held', 'verified'],
    error: 'DatabaseRefused',
    look: ({ report }) => {
      expect(report?.database?.identifier).toMatch(/-a1$/);
      expect(report?.attempts[0]?.failed?.cause).toMatch(/`storage-full`: .*more allocated storage/);
    },
  },
  {
    title: 'F24 the quota of instances',
    trial: { services: refusedBy('InstanceQuotaExceeded') },
    stages: ['held', 'verified'],
    error: 'DatabaseRefused',
  },
  {
    title: 'F25 the key is not accessible',
    trial: { services: refusedBy('KMSKeyNotAccessibleFault') },
    stages: ['held', 'verified'],
    error: 'DatabaseRefused',
  },
  {
    title: 'F53 a store that answers 503, 500 and resets to three in ten calls',
    trial: {
      services: (rig) => {
        const random = new SeededRandom(53);
        rig.production.aws.s3.faults.intercept = (operation) => {
          if (operation !== 'CopyObject' || !random.chance(0.3)) return undefined;
          return random.pick([
            { status: 503, code: 'SlowDown' },
            { status: 500, code: 'InternalError' },
            'reset',
            'reset-after',
          ]);
        };
      },
    },
    stages: ['verified'],
  },
  {
    title: 'F55 one object is denied',
    trial: {
      services: (rig) => {
        let first: string | undefined;
        rig.production.aws.s3.faults.refuse = (operation, key) => {
          if (operation !== 'CopyObject') return undefined;
          first ??= key;
          return key === first ? 'AccessDenied' : undefined;
        };
      },
    },
    stages: ['held', 'verified'],
    error: 'ObjectsNotRestored',
  },
  {
    title:
      'F59 F69 F119 a first candidate without an object that a row refers to: the second is verified, both stores of it',
    trial: {
      request: ({ production }) => ({ incidentStart: production.incidentStart }),
      arrange: (rig) => loseFirstVersion(rig),
    },
    stages: ['verified'],
    look: ({ report, evidence, rig }) => {
      expect(report?.database?.identifier).toMatch(/-a2$/);
      expect([...evidence.keys()].filter((name) => name.startsWith('attempt-1/state/'))).not.toEqual([]);
      // Who is meant is in the evidence, and nowhere else: see the invariants.
      expect(report?.attempts[0]?.failed?.cause).toMatch(/[0-9a-f]{12} → [0-9a-f]{12}/);
      const [, entry] = [...evidence].find(([name]) => /^ledger\/.*-ProveReferences-/.test(name))!;
      expect(JSON.parse(entry).error.names).toMatchObject(
        Object.fromEntries([rig.production.storedAgain].map((key) => [nameDigest(key), key])),
      );
    },
  },
  {
    title: 'F100 an object is lost for good: held, and verified without exactly that one once it is accepted by name',
    trial: { arrange: (rig) => loseEveryVersion(rig), action: 'accept-losses' },
    stages: ['held', 'verified'],
    look: ({ report, rig }) => {
      const { storedAgain } = rig.production;
      expect(report?.attempts[0]?.failed?.error).toBe('DanglingReferences');
      expect(report?.acceptedLosses.map(({ key, by, reason }) => [key, by, reason])).toEqual([
        [storedAgain, 'grace', 'the cause is gone'],
      ]);
      expect(report?.references).toMatchObject({ dangling: 0 });
      expect(rig.production.aws.permissions.missing).toEqual([]);
    },
  },
  {
    title: 'F100 a loss that every candidate has: accepted by name, the restore goes back to the target time',
    trial: {
      request: ({ production }) => ({ incidentStart: production.incidentStart }),
      arrange: (rig) => loseEveryVersion(rig),
      action: 'accept-losses',
    },
    stages: ['held', 'verified'],
    look: ({ report }) => {
      expect(report?.database?.identifier).toMatch(/-a1$/);
      expect(report?.attempts.map(({ objectTime }) => objectTime === report.targetTime)).toEqual([true, false, true]);
    },
  },
  {
    title: 'F51 F90 an old version lies in an archive: held with hours and cost, and nothing is written',
    trial: { arrange: archiveOld, action: 'abort' },
    stages: ['held', 'failed'],
    error: 'ObjectsArchived',
    look: ({ report }) =>
      expect(report?.failure?.cause).toMatch(
        /1 in DEEP_ARCHIVE.*expedited: not possible.*standard: 9 to 12 hours.*"thaw": "standard"/,
      ),
  },
  {
    title:
      'F51 F90 an old version lies in an archive, and the request says `thaw`: thawed before the freeze, and verified',
    trial: { request: { thaw: 'standard' }, arrange: archiveOld },
    stages: ['verified'],
    look: ({ report, rig }) => {
      expect(report?.thawed).toMatch(/^1 object .*1 in DEEP_ARCHIVE; standard: 9 to 12 hours/);
      const startOf = (step: StepName) => report?.steps.find(({ name }) => name === step)?.startedAt ?? '';
      expect(startOf('ThawObjects') < startOf('FreezeWrites')).toBe(true);
      expect(rig.production.aws.permissions.missing).toEqual([]);
    },
  },
  {
    title: 'F51 F90 a tier that an archive does not have: refused before anything is thawed or frozen',
    trial: { request: { thaw: 'expedited' }, arrange: archiveOld },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
  {
    title: 'F51 F90 a version that may not be thawed: held with its key, nothing frozen',
    trial: {
      request: { thaw: 'bulk' },
      arrange: archiveOld,
      services: (rig) => {
        rig.production.aws.s3.faults.refuse = (operation) =>
          operation === 'RestoreObject' ? 'AccessDenied' : undefined;
      },
    },
    stages: ['held', 'verified'],
    error: 'ThawFailed',
  },
  {
    title: 'F60 an object corrupted, its size as it was',
    trial: corrupted(),
    stages: ['held', 'verified'],
    error: 'CheckFailed',
  },
  {
    title: 'F61 objects nobody refers to',
    trial: {},
    stages: ['verified'],
    look: ({ report }) => expect(report?.references?.orphaned).toBeGreaterThan(0),
  },
];

function corrupted(): Trial {
  let key = '';
  return {
    arrange: async (rig) => {
      key = await leftAlone(rig);
    },
    services: (rig) => {
      const { aws, stage } = rig.production;
      const flip = () => aws.s3.rot(stage.bucket, key);
      flip();
      rig.onLift(flip);
    },
  };
}

/** A recording that the incident has left alone: what is restored is the very version that lies there. */
async function leftAlone({ production: { stage, truth, storedAgain } }: Rig): Promise<string> {
  const now = await readObjects(stage.s3, stage.bucket);
  const found = [...now.keys()].find(
    (key) => key.startsWith(`${stage.prefix}audio/`) && key !== storedAgain && now.get(key) === truth.objects.get(key),
  );
  if (found === undefined) throw new Error('The incident has left no recording alone.');
  return found;
}

/** For good, as nothing but a lifecycle rule or a mistake does: what was stored again is there at the snapshot only. */
export const loseFirstVersion = (rig: Rig): Promise<void> =>
  loseVersions(rig, (storedAt) => storedAt <= rig.production.truth.targetTime);

/** A recording that the incident has overwritten or deleted. */
async function archiveOld({ production: { aws, stage, truth } }: Rig): Promise<void> {
  const now = await readObjects(stage.s3, stage.bucket);
  const old = [...truth.objects].find(
    ([key, body]) => key.startsWith(`${stage.prefix}audio/`) && now.get(key) !== body,
  );
  aws.s3.archive(stage.bucket, old![0], 'DEEP_ARCHIVE');
}

const loseEveryVersion = (rig: Rig): Promise<void> => loseVersions(rig, () => true);

async function loseVersions({ production: { stage, storedAgain } }: Rig, isLost: (storedAt: Date) => boolean) {
  const { s3, bucket } = stage;
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: storedAgain }));
  for (const { Key, VersionId, LastModified } of Versions) {
    if (!isLost(LastModified!)) continue;
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }
}
