import { type Fault, tried } from './fault';

/** Every fault to survive, with where it is tried. A trial is a test of that file whose name has these words in it. */
export const FAULTS: readonly Fault[] = [
  {
    id: 'F01',
    fault: 'target time without a zone',
    safe: 'refuse',
    trials: [
      tried('test/faults/machine.test.ts', 'F01 a target time without a zone'),
      tried('test/domain/request/target-time.test.ts', 'F01 without a zone'),
      tried('test/cli/commands/rewind.test.ts', 'F01 no zone'),
    ],
  },
  {
    id: 'F02',
    fault: 'offsets (`+05:30`), leap second, local time in a DST gap',
    safe: 'normalise the offset; refuse the rest',
    trials: [
      tried('test/faults/machine.test.ts', 'F02 a leap second'),
      tried('test/domain/request/target-time.test.ts', 'F02 F06: '),
      tried('test/domain/request/target-time.test.ts', 'F02 a day that does not exist'),
      tried('test/domain/request/target-time.test.ts', 'F02 an hour that does not exist'),
      tried('test/domain/request/target-time.test.ts', 'F02 an offset that does not exist'),
    ],
  },
  {
    id: 'F03',
    fault: 'target in the future, or newer than the latest restorable time',
    safe: 'wait a bounded while when it is near, else refuse',
    trials: [
      tried('test/faults/machine.test.ts', 'F03 a target in the future'),
      tried('test/lambda/steps/plan-restore.test.ts', 'F03 a target that is nearly restorable is waited for'),
      tried('test/domain/request/recovery-points.test.ts', 'F03 newer than the latest restorable time'),
      tried('test/faults/database/restores.test.ts', 'F03 in the future'),
    ],
  },
  {
    id: 'F04',
    fault: 'target before the earliest restorable time',
    safe: 'refuse, name the nearest snapshot',
    trials: [
      tried('test/faults/machine.test.ts', 'F04 a target before the first backup'),
      tried(
        'test/domain/request/recovery-points.test.ts',
        'F04 before the earliest restorable time is refused, naming the nearest snapshot',
      ),
      tried('test/faults/database/restores.test.ts', 'F04 before the first backup'),
    ],
  },
  {
    id: 'F05',
    fault: 'target older than the object history (lifecycle horizon, versioning enabled later)',
    safe: 'refuse',
    trials: [
      tried('test/faults/machine.test.ts', 'F05 a target older than the object history'),
      tried('test/domain/request/recovery-points.test.ts', 'F05 one second beyond the object history'),
      tried('test/faults/objects/history.test.ts', 'F05: a lifecycle rule that has removed what T needs refuses it'),
    ],
  },
  {
    id: 'F06',
    fault: 'milliseconds; target equal to the latest restorable time',
    safe: 'truncate; "must be before" honoured',
    trials: [
      tried('test/domain/request/restore-request.test.ts', 'F06 milliseconds are cut off'),
      tried('test/domain/request/recovery-points.test.ts', 'F06 at the latest restorable time'),
      tried('test/faults/database/restores.test.ts', 'F06 the milliseconds'),
    ],
  },
  {
    id: 'F07',
    fault: 'both snapshot and time, or neither where one is needed',
    safe: 'refuse',
    trials: [
      tried('test/faults/machine.test.ts', 'F07 both a time and a snapshot'),
      tried('test/domain/request/restore-request.test.ts', 'F07 both time and snapshot'),
      tried('test/domain/request/restore-request.test.ts', 'F07 neither in an incident'),
    ],
  },
  {
    id: 'F08',
    fault: 'a snapshot of another database, shared and encrypted, still creating, deleted',
    safe: 'refuse, copy, wait, refuse',
    trials: [
      tried('test/faults/machine.test.ts', 'F08 a snapshot that is gone'),
      tried('test/domain/request/recovery-points.test.ts', 'F08 of another database'),
      tried('test/domain/request/recovery-points.test.ts', 'F08 that is still creating'),
      tried('test/domain/request/recovery-points.test.ts', 'F08 that is gone is refused'),
      tried(
        'test/faults/database/restores.test.ts',
        'F08 a snapshot that is deleted, or of another database, is refused',
      ),
      tried('test/domain/request/restore-request.test.ts', 'F08 a shared snapshot by its ARN: copied first'),
    ],
  },
  {
    id: 'F09',
    fault: 'the source identifier now names another instance',
    safe: 'refuse',
    trials: [
      tried(
        'test/lambda/steps/plan-restore.test.ts',
        'F09 an identifier that names another instance by now is refused',
      ),
      tried('test/lambda/steps/restore-database.test.ts', 'F09 a source that '),
      tried('test/faults/database/restores.test.ts', 'F09 the name of the source means another instance by now'),
    ],
  },
  {
    id: 'F10',
    fault: 'the same request started twice',
    safe: 'one execution',
    trials: [
      tried('test/faults/machine.test.ts', 'F10 the same request started twice'),
      tried('test/cli/commands/decide.test.ts', 'F10 the same request started twice is one execution'),
    ],
  },
  {
    id: 'F11',
    fault: 'a second restore while one runs; a lock whose owner is dead; a lock expired but its owner running',
    safe: "refused with the owner's name; taken over; refused",
    trials: [
      tried('test/lambda/steps/plan-restore.test.ts', 'F11 a second restore is refused with the name of the owner'),
      tried('test/runtime/execution/restore-lock.test.ts', 'F11 the lock of an execution that has ended is taken over'),
    ],
  },
  {
    id: 'F12',
    fault: 'an input of 300 KB',
    safe: 'refused by schema',
    trials: [
      tried('test/faults/machine.test.ts', 'F12 an input of 250 KB'),
      tried('test/domain/request/restore-request.test.ts', 'F12 an input of 300 KB is refused by its size'),
    ],
  },
  {
    id: 'F13',
    fault: 'health URL at a link-local, loopback or metadata address, or a redirect to one',
    safe: 'refuse',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F13 '),

      tried('test/runtime/checks/application-address.test.ts', 'F13: an address of the application'),
      tried('test/runtime/checks/application.test.ts', 'F13: '),
    ],
  },
  {
    id: 'F14',
    fault: 'dry run',
    safe: 'not one mutating call',
    trials: [
      tried('test/faults/machine.test.ts', 'F14 a drill of the machine touches nothing of production'),
      tried('test/cli/commands/rewind.test.ts', 'F14: a dry run shows what would change and makes no mutating call'),
    ],
  },
  {
    id: 'F15',
    fault: 'the freeze does not hold: a canary write succeeds, or is refused as it was before',
    safe: 'undo the freeze, refuse, alarm',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F15 '),

      tried('test/lambda/steps/freeze-writes.test.ts', 'F15 the application goes on accepting writes'),
      tried('test/lambda/steps/freeze-writes.test.ts', 'F15 the canary is let in'),
      tried('test/lambda/steps/freeze-writes.test.ts', 'F15 a freeze is proved by a change'),
      tried('test/domain/workflow/failure-policy.test.ts', 'F15 a freeze that failed has been undone'),
    ],
  },
  {
    id: 'F16',
    fault: 'the freeze step is retried after it had worked',
    safe: 'recorded prior state is not overwritten',
    trials: [
      tried('test/faults/states/wrong.test.ts', 'F72 FreezeWrites runs twice'),
      tried('test/lambda/steps/freeze-writes.test.ts', 'F16 a retry neither overwrites the recorded prior state'),
    ],
  },
  {
    id: 'F17',
    fault: 'one of three switches cannot be set',
    safe: 'the others are put back; refuse',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F17 '),
      tried('test/lambda/steps/freeze-writes.test.ts', 'F17 one of three switches cannot be set'),
    ],
  },
  {
    id: 'F18',
    fault: 'a long transaction never drains',
    safe: 'bounded wait, then hold',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F18 '),

      tried('test/lambda/steps/freeze-writes.test.ts', 'F18 a long transaction'),
      tried('test/runtime/database/source-sessions.test.ts', 'F18 only a transaction that has written'),
    ],
  },
  {
    id: 'F19',
    fault: 'the execution is stopped while frozen',
    safe: 'dead-man alarm, report; documented way out',
    trials: [
      tried('test/faults/machine.test.ts', 'F19 somebody stops it in the middle of the rewind, frozen'),
      tried('test/drill/stopped-run.test.ts', 'F19 a run that is stopped in the middle of the rewind'),
    ],
  },
  {
    id: 'F20',
    fault: 'resuming traffic fails at the end',
    safe: '"restored, still frozen" alarm',
    trials: [
      tried('test/faults/states/interrupted.test.ts', 'F72 ResumeTraffic times out'),
      tried('test/lambda/steps/traffic-steps.test.ts', 'F20 a switch that cannot be put back leaves traffic closed'),
    ],
  },
  {
    id: 'F21',
    fault: "the database identifier exists: ours, or another's",
    safe: 'adopt; hold',
    trials: [
      tried('test/lambda/steps/restore-database.test.ts', 'F21 a database of this run is adopted'),
      tried('test/lambda/steps/restore-database.test.ts', 'F21 a database '),
      tried(
        'test/faults/database/restores.test.ts',
        'F21 asked for again by the same run: adopted; by another: left alone',
      ),
    ],
  },
  {
    id: 'F22',
    fault: 'throttled five times; throttled for ever',
    safe: 'retry with jitter; hold',
    trials: [
      tried('test/faults/machine.test.ts', 'F22 throttled five times'),
      tried('test/faults/ladder.test.ts', 'F22 what passes is tried again twice'),
      tried('test/domain/database/rds-errors.test.ts', 'F22 throttling'),
      tried('test/faults/database/restores.test.ts', 'F22 throttled for ever'),
      tried('test/faults/database/restores.test.ts', 'F22 throttled twice'),
    ],
  },
  {
    id: 'F23',
    fault: 'insufficient capacity',
    safe: 'alternatives in order, then hold',
    trials: [
      tried('test/faults/machine.test.ts', 'F23 no room for the class of the source'),
      tried('test/faults/machine.test.ts', 'F23 no room for any class'),
      tried('test/faults/machine.test.ts', 'F23 no room for anything'),
      tried('test/domain/database/placement.test.ts', 'F23 '),
      tried('test/runtime/database/rds/instances.test.ts', 'F23 '),
      tried('test/runtime/database/rds/clusters.test.ts', 'F23 '),
      tried('test/domain/database/rds-errors.test.ts', 'F23 capacity'),
      tried('test/faults/database/restores.test.ts', 'F23 no capacity'),
      tried('test/faults/database/restores.test.ts', 'F23 RDS finds only later'),
    ],
  },
  {
    id: 'F24',
    fault: 'instance or storage quota',
    safe: 'hold, name the quota',
    trials: [
      tried('test/faults/machine.test.ts', 'F24 the quota of instances'),
      tried('test/domain/database/rds-errors.test.ts', 'F24 the quota is named'),
      tried('test/faults/database/restores.test.ts', 'F24 the quota of storage'),
    ],
  },
  {
    id: 'F25',
    fault: 'KMS key not accessible',
    safe: 'hold, not retried',
    trials: [
      tried('test/faults/machine.test.ts', 'F25 the key is not accessible'),
      tried('test/domain/database/rds-errors.test.ts', 'F25 a lost key'),
      tried('test/faults/database/restores.test.ts', 'F25 a key that is not accessible'),
    ],
  },
  {
    id: 'F26',
    fault: 'point-in-time recovery not enabled',
    safe: 'snapshot only if allowed, else refuse',
    trials: [
      tried('test/domain/request/recovery-points.test.ts', 'F26 no automated backups'),
      tried('test/domain/database/rds-errors.test.ts', 'F26 no automated backups'),
      tried('test/faults/database/restores.test.ts', 'F26 point-in-time recovery is off'),
    ],
  },
  {
    id: 'F27',
    fault: 'status flaps back to `modifying`',
    safe: 'stable before ready',
    trials: [
      tried('test/domain/database/status.test.ts', 'F27 '),
      tried('test/faults/database/restores.test.ts', 'F27 it flaps back'),
    ],
  },
  {
    id: 'F28',
    fault: '`storage-full`, `restore-error`, `incompatible-*`, `failed`, `stopped`',
    safe: 'fail fast, next or hold',
    trials: [
      tried('test/domain/database/status.test.ts', 'F28 '),
      tried('test/lambda/steps/await-database.test.ts', 'F28 a status that leads nowhere fails with its name'),
      tried('test/faults/database/restores.test.ts', 'F28 '),
    ],
  },
  {
    id: 'F29',
    fault: 'a status nobody knows',
    safe: 'wait to the limit, say so',
    trials: [
      tried('test/domain/database/status.test.ts', 'F29 '),
      tried('test/faults/database/restores.test.ts', 'F29 a status'),
    ],
  },
  {
    id: 'F30',
    fault: 'AccessDenied while polling',
    safe: 'fail at once',
    trials: [
      tried('test/lambda/steps/await-database.test.ts', 'F30 a refused look fails at once'),
      tried('test/domain/database/rds-errors.test.ts', 'F30 missing permission'),
      tried('test/faults/database/restores.test.ts', 'F30 access denied while polling'),
    ],
  },
  {
    id: 'F31',
    fault: 'NotFound right after create; NotFound later',
    safe: 'wait; fail',
    trials: [
      tried('test/domain/database/status.test.ts', 'F31 that finds nothing right after the restore waits'),
      tried('test/domain/database/status.test.ts', 'F31 that finds nothing where something was, fails'),
      tried('test/faults/database/restores.test.ts', 'F31 it is not shown right after'),
      tried('test/faults/database/restores.test.ts', 'F31 it was there and is gone'),
    ],
  },
  {
    id: 'F32',
    fault: 'restored with default groups, one AZ, no deletion protection',
    safe: 'found by the comparison; converged or failed',
    trials: [
      tried('test/domain/database/settings.test.ts', 'F32 '),
      tried('test/lambda/steps/configure-database.test.ts', 'F32 every setting that stays different is named'),
      tried('test/faults/database/restores.test.ts', 'F32 '),
      tried('test/drill/aurora.test.ts', 'F32 ends red'),
    ],
  },
  {
    id: 'F33',
    fault: 'parameter group pending reboot',
    safe: 'reboot, check again',
    trials: [
      tried('test/lambda/steps/configure-database.test.ts', 'F33 parameters that wait for a reboot get one'),
      tried(
        'test/lambda/steps/configure-database.test.ts',
        'F33 parameters that still wait after a reboot fail the step',
      ),
      tried('test/faults/database/restores.test.ts', 'F33 '),
    ],
  },
  {
    id: 'F34',
    fault: 'Aurora cluster available without an instance',
    safe: 'never ready',
    trials: [
      tried(
        'test/domain/database/cluster.test.ts',
        'F34 a cluster that RDS calls available is never ready without an instance',
      ),
      tried('test/runtime/database/rds/clusters.test.ts', 'F34 '),
      tried('test/drill/aurora.test.ts', 'F34, F35 '),
    ],
  },
  {
    id: 'F35',
    fault: 'Aurora from a snapshot without an engine version',
    safe: 'our call always has it',
    trials: [
      tried('test/runtime/database/rds/clusters.test.ts', 'F35 from a snapshot always has the engine version'),
      tried('test/drill/aurora.test.ts', 'F34, F35 '),
    ],
  },
  {
    id: 'F36',
    fault: 'managed secret still creating; rotated during the run',
    safe: 'wait; read again once',
    trials: [tried('test/runtime/database/postgres.test.ts', 'F36 ')],
  },
  {
    id: 'F37',
    fault: 'heartbeat newer than the target, or too old',
    safe: 'failed: wrong point',
    trials: [
      tried('test/lambda/steps/configure-database.test.ts', 'F37 a database that holds another moment fails the step'),
      tried('test/domain/checks/verdicts.test.ts', 'F37: '),
      tried('test/faults/database/restores.test.ts', 'F37 a heartbeat that is newer'),
    ],
  },
  {
    id: 'F38',
    fault: 'rename swap: name taken; second rename fails',
    safe: 'resumed from the ledger; way back documented',
    trials: [tried('test/faults/database/cut-over.test.ts', 'F38 ')],
  },
  {
    id: 'F39',
    fault: 'tear-down asked to delete an instance without our tag',
    safe: 'refused by code and by IAM',
    trials: [
      tried('test/lambda/steps/tear-down.test.ts', 'F39 a database '),
      tried('test/lambda/steps/tear-down.test.ts', 'F39 the source is never deleted'),
    ],
  },
  {
    id: 'F40',
    fault: 'version, marker before T, version after T',
    safe: 'absent at T: marker written',
    trials: [tried('test/faults/objects/history.test.ts', 'F40: ')],
  },
  {
    id: 'F41',
    fault: 'object created after T',
    safe: 'marker; version kept',
    trials: [tried('test/faults/objects/history.test.ts', 'F41: ')],
  },
  {
    id: 'F42',
    fault: 'object deleted after T',
    safe: 'brought back',
    trials: [tried('test/faults/objects/history.test.ts', 'F42: ')],
  },
  {
    id: 'F43',
    fault: 'version and marker in the same second, around T',
    safe: 'by stored order, else ambiguous',
    trials: [tried('test/faults/objects/history.test.ts', 'F43: ')],
  },
  {
    id: 'F44',
    fault: 'multipart upload that straddles T',
    safe: 'not restored unless referenced; reported',
    trials: [tried('test/faults/objects/history.test.ts', 'F44: ')],
  },
  {
    id: 'F45',
    fault: 'null versions, suspended period',
    safe: 'right, or refused with the reason',
    trials: [tried('test/faults/objects/history.test.ts', 'F45: ')],
  },
  {
    id: 'F46',
    fault: 'a page of markers only; a key split over pages; missing next marker',
    safe: 'right; always ends',
    trials: [tried('test/faults/objects/history.test.ts', 'F46: ')],
  },
  {
    id: 'F47',
    fault: 'hostile keys (spaces, `+`, `%2F`, emoji, NFD, `//`, `?x#y`, 1,024 bytes, control characters)',
    safe: 'round trip exact',
    trials: [tried('test/faults/objects/keys.test.ts', 'F47: ')],
  },
  {
    id: 'F48',
    fault: '0 bytes; 5 GB; 5 GB + 1; more than 10,000 parts',
    safe: 'copy; copy; multipart; part size grows',
    trials: [tried('test/faults/objects/copies.test.ts', 'F48: ')],
  },
  {
    id: 'F49',
    fault: 'a multipart copy fails in the middle',
    safe: 'aborted, retried, nothing left behind',
    trials: [tried('test/faults/objects/copies.test.ts', 'F49: ')],
  },
  {
    id: 'F50',
    fault: 'metadata, tags, content type, storage class, key, checksum after the copy',
    safe: 'kept, or the run fails',
    trials: [tried('test/faults/objects/copies.test.ts', 'F50: ')],
  },
  {
    id: 'F51',
    fault: 'archived source',
    safe: 'thaw, or hold with an estimate',
    trials: [tried('test/faults/objects/copies.test.ts', 'F51: ')],
  },
  {
    id: 'F52',
    fault: 'a version expired between plan and copy',
    safe: 'hold or next; never another version instead',
    trials: [tried('test/faults/objects/store.test.ts', 'F52: ')],
  },
  {
    id: 'F53',
    fault: '30 % SlowDown, 500, resets, 200 with an error',
    safe: 'retried; the end state checked',
    trials: [
      tried('test/faults/machine.test.ts', 'F53 a store that answers 503, 500 and resets to three in ten calls'),
      tried('test/faults/objects/store.test.ts', 'F53: '),
    ],
  },
  {
    id: 'F54',
    fault: '412: a writer escaped the freeze',
    safe: 'hold, alarm',
    trials: [
      tried('test/faults/objects/store.test.ts', 'F54: '),
      tried('test/lambda/steps/rewind-steps.test.ts', 'F54: '),
    ],
  },
  {
    id: 'F55',
    fault: 'one object in 10,000 denied',
    safe: 'the step fails and lists it',
    trials: [
      tried('test/faults/machine.test.ts', 'F55 one object is denied'),
      tried('test/faults/objects/store.test.ts', 'F55: '),
    ],
  },
  {
    id: 'F56',
    fault: 'the finished step runs again',
    safe: 'no write',
    trials: [
      tried('test/faults/objects/store.test.ts', 'F56: '),
      tried('test/faults/states/wrong.test.ts', 'F72 RestoreObjects runs twice'),
    ],
  },
  {
    id: 'F57',
    fault: 'a worker killed in a batch, then resumed',
    safe: 'the same end state wherever it was killed',
    trials: [tried('test/faults/objects/store.test.ts', 'F57: ')],
  },
  {
    id: 'F58',
    fault: 'the replica lacks markers or has pending objects',
    safe: 'detected; refused or counted as loss',
    trials: [tried('test/faults/objects/replica.test.ts', 'F58: ')],
  },
  {
    id: 'F59',
    fault: 'a row refers to a missing object',
    safe: 'that candidate fails, before any write',
    trials: [
      tried('test/faults/machine.test.ts', 'F59 F69 a first candidate without an object that a row refers to'),
      tried('test/lambda/steps/prove-references.test.ts', 'F59: a row without its object fails it'),
    ],
  },
  {
    id: 'F60',
    fault: 'an object corrupted with the same size',
    safe: 'found (checksum)',
    trials: [
      tried('test/faults/machine.test.ts', 'F60 an object corrupted, its size as it was'),
      tried('test/lambda/steps/run-checks.test.ts', 'F60: a corrupted object of the same size'),
    ],
  },
  {
    id: 'F61',
    fault: 'objects nobody refers to',
    safe: 'reported only',
    trials: [tried('test/faults/machine.test.ts', 'F61 objects nobody refers to')],
  },
  {
    id: 'F62',
    fault: 'health: 200 from the old database, 200 HTML, 503 then 200, 301, slow, huge body',
    safe: "only the right answer with this restore's generation passes",
    trials: [
      tried('test/faults/surroundings.test.ts', 'F62 '),

      tried('test/lambda/steps/run-checks.test.ts', 'F62: 503, then the old database, then this restore'),
      tried('test/domain/checks/application-ready.test.ts', 'F62: '),
      tried('test/runtime/checks/application.test.ts', 'F62: '),
    ],
  },
  {
    id: 'F63',
    fault: 'health right, smoke job wrong; smoke job leaves data behind',
    safe: 'failed; cleaned up',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F63 '),
      tried('test/lambda/steps/run-smoke-job.test.ts', 'F63: '),
    ],
  },
  {
    id: 'F64',
    fault: 'a check crashes',
    safe: 'unknown is not passed',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F64 '),

      tried('test/lambda/steps/run-checks.test.ts', 'F64: a check that crashes is unknown and fails them'),
      tried('test/domain/report/report.test.ts', 'F64 '),
    ],
  },
  {
    id: 'F65',
    fault: 'an empty database',
    safe: 'failed: no vacuous pass',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F65 '),
      tried('test/lambda/steps/prove-references.test.ts', 'F65: '),
      tried('test/lambda/steps/run-checks.test.ts', 'F65: '),
      tried('test/faults/database/empty-dump.test.ts', 'F65 whose tables have no row'),
      tried('test/faults/database/empty-dump.test.ts', 'F65 that has no table at all'),
    ],
  },
  {
    id: 'F66',
    fault: 'schema older or newer than the application',
    safe: 'stop and say so',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F66 '),
      tried('test/lambda/steps/run-checks.test.ts', 'F66: another migration than the application expects'),
    ],
  },
  {
    id: 'F67',
    fault: 'sequences below the largest id',
    safe: 'raised, checked',
    trials: [
      tried('test/faults/surroundings.test.ts', 'F67 '),
      tried('test/runtime/database/raise-sequences.test.ts', 'F67: '),
      tried('test/lambda/steps/run-checks.test.ts', 'F67: '),
    ],
  },
  {
    id: 'F68',
    fault: 'every candidate fails; the next is newer than the incident',
    safe: 'stop; approval needed',
    trials: [
      tried('test/domain/request/recovery-points.test.ts', 'F68 never passes the beginning of the incident'),
      tried('test/domain/workflow/failure-policy.test.ts', 'F68 never without approval past what needs it'),
      tried('test/domain/workflow/decision.test.ts', 'F68 a next candidate that needs approval'),
      tried('test/faults/machine.test.ts', 'F68 the next candidate is newer than the incident'),
    ],
  },
  {
    id: 'F69',
    fault: 'database of one attempt with objects of another',
    safe: 'impossible by construction',
    trials: [tried('test/faults/machine.test.ts', 'F59 F69 a first candidate without an object that a row refers to')],
  },
  {
    id: 'F70',
    fault: "a handler's answer over 256 KB",
    safe: 'cannot happen: pointers',
    trials: [tried('test/faults/machine.test.ts', 'F70 an answer of more than 256 KB')],
  },
  {
    id: 'F71',
    fault: 'a missing field in an expression',
    safe: 'no path can reach it; dead-man alarm',
    trials: [
      tried('test/faults/machine.test.ts', 'F71 a field that an expression cannot use'),
      tried('test/lib/restore/restore-state-machine.test.ts', 'F72 takes '),
    ],
  },
  {
    id: 'F72',
    fault: 'every state × {throws, times out, is killed, is throttled, answers nonsense, runs twice}',
    safe: 'verified, held, or failed with a report; never open and inconsistent',
    trials: [
      tried('test/faults/states/interrupted.test.ts', 'F72 '),
      tried('test/faults/states/wrong.test.ts', 'F72 '),
    ],
  },
  {
    id: 'F73',
    fault: 'the report or the notification cannot be written',
    safe: 'the verdict stands; logged, metric',
    trials: [
      tried('test/faults/machine.test.ts', 'F73 the report cannot be written'),
      tried('test/runtime/execution/notifications.test.ts', 'F73 that nobody could be told'),
      tried('test/lambda/events/report-stopped.test.ts', 'F73 '),
    ],
  },
  {
    id: 'F74',
    fault: 'approval expired, by the starter, twice, after abort',
    safe: 'refused',
    trials: [
      tried('test/faults/machine.test.ts', 'F74 an approval by the starter'),
      tried('test/faults/ladder.test.ts', 'F74 '),
      tried('test/domain/workflow/decision.test.ts', 'F74 '),
      tried('test/lib/restore/restore-state-machine.test.ts', 'F74 '),
      tried('test/cli/commands/decide.test.ts', 'F74 '),
    ],
  },
  {
    id: 'F75',
    fault: '48 hours of polling',
    safe: 'under 25,000 events',
    trials: [tried('test/faults/polling.test.ts', 'F75 48 hours of polling')],
  },
  {
    id: 'F76',
    fault: 'clock of the handler wrong by 5 minutes',
    safe: "decisions use the stores' clocks",
    trials: [
      tried('test/faults/surroundings.test.ts', 'F76 '),
      tried('test/lambda/steps/freeze-writes.test.ts', 'F76 '),
    ],
  },
  {
    id: 'F77',
    fault: 'a new version of the machine meets an old ledger',
    safe: 'refused',
    trials: [tried('test/faults/machine.test.ts', 'F77 the evidence of another version of the machine')],
  },
  {
    id: 'F78',
    fault: 'restore in another region than the source',
    safe: 'right ARNs, keys, replicated backups',
    trials: [
      tried('test/lib/database/vault.test.ts', 'automated backups in another region'),
      tried('test/lib/options/replication.test.ts', 'in another region of the same account needs no name'),
      tried('test/runtime/database/rds/instances.test.ts', 'F78 '),
      tried('test/domain/database/settings.test.ts', 'F78 '),
    ],
  },
];
