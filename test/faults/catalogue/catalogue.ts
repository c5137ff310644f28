import type { Fault } from './fault';

/** Every fault to survive. Its trials are the tests that have its number in their name. */
export const FAULTS: readonly Fault[] = [
  {
    id: 'F01',
    fault: 'target time without a zone',
    safe: 'refuse',
  },
  {
    id: 'F02',
    fault: 'offsets (`+05:30`), leap second, local time in a DST gap',
    safe: 'normalise the offset; refuse the rest',
  },
  {
    id: 'F03',
    fault: 'target in the future, or newer than the latest restorable time',
    safe: 'wait a bounded while when it is near, else refuse',
  },
  {
    id: 'F04',
    fault: 'target before the earliest restorable time',
    safe: 'refuse, name the nearest snapshot',
  },
  {
    id: 'F05',
    fault: 'target older than the object history (lifecycle horizon, versioning enabled later)',
    safe: 'refuse',
  },
  {
    id: 'F06',
    fault: 'milliseconds; target equal to the latest restorable time',
    safe: 'refuse a fraction, name the whole seconds beside it; "must be before" honoured',
  },
  {
    id: 'F07',
    fault: 'both snapshot and time, or neither where one is needed',
    safe: 'refuse',
  },
  {
    id: 'F08',
    fault: 'a snapshot of another database, shared and encrypted, still creating, deleted',
    safe: 'refuse, copy, wait, refuse',
  },
  {
    id: 'F09',
    fault: 'the source identifier now names another instance',
    safe: 'refuse',
  },
  {
    id: 'F10',
    fault: 'the same request started twice',
    safe: 'one execution',
  },
  {
    id: 'F11',
    fault: 'a second restore while one runs; a lock whose owner is dead; a lock expired but its owner running',
    safe: "refused with the owner's name; taken over; refused",
  },
  {
    id: 'F12',
    fault: 'an input of 300 KB',
    safe: 'refused by schema',
  },
  {
    id: 'F13',
    fault: 'health URL at a link-local, loopback or metadata address, or a redirect to one',
    safe: 'refuse',
  },
  {
    id: 'F14',
    fault: 'dry run',
    safe: 'not one mutating call',
  },
  {
    id: 'F15',
    fault: 'the freeze does not hold: a canary write succeeds, or is refused as it was before',
    safe: 'undo the freeze, refuse, alarm',
  },
  {
    id: 'F16',
    fault: 'the freeze step is retried after it had worked',
    safe: 'recorded prior state is not overwritten',
  },
  {
    id: 'F17',
    fault: 'one of three switches cannot be set',
    safe: 'the others are put back; refuse',
  },
  {
    id: 'F18',
    fault: 'a long transaction never drains',
    safe: 'bounded wait, then hold',
  },
  {
    id: 'F19',
    fault: 'the execution is stopped while frozen',
    safe: 'alarm on a stopped run, report; documented way out',
  },
  {
    id: 'F20',
    fault: 'resuming traffic fails at the end',
    safe: '"restored, still frozen" alarm',
  },
  {
    id: 'F21',
    fault: "the database identifier exists: ours, or another's",
    safe: 'adopt; hold',
  },
  {
    id: 'F22',
    fault: 'throttled five times; throttled for ever',
    safe: 'retry with jitter; hold',
  },
  {
    id: 'F23',
    fault: 'insufficient capacity',
    safe: 'alternatives in order, then hold',
  },
  {
    id: 'F24',
    fault: 'instance or storage quota',
    safe: 'hold, name the quota',
  },
  {
    id: 'F25',
    fault: 'KMS key not accessible',
    safe: 'hold, not retried',
  },
  {
    id: 'F26',
    fault: 'point-in-time recovery not enabled',
    safe: 'snapshot only if allowed, else refuse',
  },
  {
    id: 'F27',
    fault: 'status flaps back to `modifying`',
    safe: 'stable before ready',
  },
  {
    id: 'F28',
    fault: '`storage-full`, `restore-error`, `incompatible-*`, `failed`, `stopping`, and every other documented status',
    safe: 'ready, waited for, the next candidate, or held with what helps; never waited for in vain',
  },
  {
    id: 'F29',
    fault: 'an unknown status',
    safe: 'held after some looks, and named',
  },
  {
    id: 'F30',
    fault: 'AccessDenied while polling',
    safe: 'fail at once',
  },
  {
    id: 'F31',
    fault: 'NotFound right after create; NotFound later',
    safe: 'wait; fail',
  },
  {
    id: 'F32',
    fault: 'restored with default groups, one AZ, no deletion protection',
    safe: 'found by the comparison; converged or failed',
  },
  {
    id: 'F33',
    fault: 'parameter group pending reboot',
    safe: 'reboot, check again',
  },
  {
    id: 'F34',
    fault: 'Aurora cluster available without an instance',
    safe: 'never ready',
  },
  {
    id: 'F35',
    fault: 'Aurora from a snapshot without an engine version',
    safe: 'our call always has it',
  },
  {
    id: 'F36',
    fault: 'managed secret still creating; rotated during the run',
    safe: 'wait; read again once',
  },
  {
    id: 'F37',
    fault: 'heartbeat newer than the target, or too old',
    safe: 'failed: wrong point',
  },
  {
    id: 'F38',
    fault: 'rename swap: name taken; second rename fails',
    safe: 'resumed from the ledger; undo documented',
  },
  {
    id: 'F39',
    fault: 'tear-down asked to delete an instance without our tag',
    safe: 'refused by code and by IAM',
  },
  {
    id: 'F40',
    fault: 'version, marker before the target time, version after it',
    safe: 'absent at the target time: marker written',
  },
  {
    id: 'F41',
    fault: 'object created after the target time',
    safe: 'marker; version kept',
  },
  {
    id: 'F42',
    fault: 'object deleted after the target time',
    safe: 'brought back',
  },
  {
    id: 'F43',
    fault: 'version and marker in the same second, around the target time',
    safe: 'by stored order, else ambiguous',
  },
  {
    id: 'F44',
    fault: 'multipart upload that straddles the target time',
    safe: 'not restored unless referenced; reported',
  },
  {
    id: 'F45',
    fault: 'null versions, suspended period',
    safe: 'right, or refused with the reason',
  },
  {
    id: 'F46',
    fault: 'a page of markers only; a key split over pages; missing next marker',
    safe: 'right; always ends',
  },
  {
    id: 'F47',
    fault: 'hostile keys (spaces, `+`, `%2F`, emoji, NFD, `//`, `?x#y`, 1,024 bytes, control characters)',
    safe: 'round trip exact',
  },
  {
    id: 'F48',
    fault: '0 bytes; 5 GB; 5 GB + 1; more than 10,000 parts',
    safe: 'copy; copy; multipart; part size grows',
  },
  {
    id: 'F49',
    fault: 'a multipart copy fails in the middle',
    safe: 'aborted, retried, nothing left behind',
  },
  {
    id: 'F50',
    fault: 'metadata, tags, content type, storage class, key, checksum after the copy',
    safe: 'kept, or the run fails',
  },
  {
    id: 'F51',
    fault: 'archived source',
    safe: 'thaw, or hold with an estimate',
  },
  {
    id: 'F52',
    fault: 'a version expired between plan and copy',
    safe: 'hold or next; never another version instead',
  },
  {
    id: 'F53',
    fault: '30 % SlowDown, 500, resets, 200 with an error',
    safe: 'retried; the end state checked',
  },
  {
    id: 'F54',
    fault: '412: a writer escaped the freeze',
    safe: 'hold, alarm',
  },
  {
    id: 'F55',
    fault: 'one object in 10,000 denied',
    safe: 'the step fails and lists it',
  },
  {
    id: 'F56',
    fault: 'the finished step runs again',
    safe: 'no write',
  },
  {
    id: 'F57',
    fault: 'a worker killed in a batch, then resumed',
    safe: 'the same end state wherever it was killed',
  },
  {
    id: 'F58',
    fault: 'the replica lacks markers or has pending objects',
    safe: 'detected; refused or counted as loss',
  },
  {
    id: 'F59',
    fault: 'a row refers to a missing object',
    safe: 'that candidate fails, before any write',
  },
  {
    id: 'F60',
    fault: 'an object corrupted with the same size',
    safe: 'found (checksum)',
  },
  {
    id: 'F61',
    fault: 'objects without a reference',
    safe: 'reported only',
  },
  {
    id: 'F62',
    fault: 'health: 200 from the old database, 200 HTML, 503 then 200, 301, slow, huge body',
    safe: "only the right answer with this restore's generation passes",
  },
  {
    id: 'F63',
    fault: 'health right, smoke job wrong; smoke job leaves data behind',
    safe: 'failed; cleaned up',
  },
  {
    id: 'F64',
    fault: 'a check crashes',
    safe: 'unknown is not passed',
  },
  {
    id: 'F65',
    fault: 'an empty database',
    safe: 'failed: no vacuous pass',
  },
  {
    id: 'F66',
    fault: 'schema older or newer than the application',
    safe: 'stop and say so',
  },
  {
    id: 'F67',
    fault: 'sequences below the largest id',
    safe: 'raised, checked',
  },
  {
    id: 'F68',
    fault: 'every candidate fails; the next is newer than the incident',
    safe: 'stop; approval needed',
  },
  {
    id: 'F69',
    fault: 'database of one attempt with objects of another',
    safe: 'impossible by construction',
  },
  {
    id: 'F70',
    fault: "a handler's answer over 256 KB",
    safe: 'cannot happen: pointers',
  },
  {
    id: 'F71',
    fault: 'a missing field in an expression',
    safe: 'no path can reach it; alarm on a stopped run',
  },
  {
    id: 'F72',
    fault: 'every state × {throws, times out, is killed, is throttled, answers nonsense, runs twice}',
    safe: 'verified, held, or failed with a report; never open and inconsistent',
  },
  {
    id: 'F73',
    fault: 'the report or the notification cannot be written',
    safe: 'the verdict stands; logged, metric',
  },
  {
    id: 'F74',
    fault: 'approval expired, by the starter, twice, after abort',
    safe: 'refused; by the starter it is refused by IAM, see F117',
  },
  {
    id: 'F75',
    fault: '48 hours of polling',
    safe: 'under 25,000 events',
  },
  {
    id: 'F76',
    fault: 'clock of the handler wrong by 5 minutes',
    safe: "decisions use the stores' clocks",
  },
  {
    id: 'F77',
    fault: 'a new version of the library meets an old ledger',
    safe: 'refused',
  },
  {
    id: 'F78',
    fault: 'restore in another region than the source',
    safe: 'right ARNs, keys, replicated backups',
  },
  {
    id: 'F79',
    fault: 'a prefix, dated folder or run that has no key, no object, no result',
    safe: 'refuse, name what is near',
  },
  {
    id: 'F80',
    fault: 'every command exactly as README, runbook and `--help` print it, with its defaults',
    safe: 'works as printed',
  },
  {
    id: 'F81',
    fault:
      'numbers that are none, zero, negative, fractions; times, locations, ARNs and URLs that are none; options given twice',
    safe: 'refuse, before a store is contacted',
  },
  {
    id: 'F82',
    fault: 'multipart objects that began before T and may have ended after it, wanted or not',
    safe: 'not verified without a decision; each key named',
  },
  {
    id: 'F83',
    fault: 'a listing with a hole (a key whose first entry is not its latest, a time that rises, a key left out)',
    safe: 'refuse, name the key',
  },
  {
    id: 'F84',
    fault: 'the application answers writes with 401 whether frozen or not',
    safe: 'not proved frozen',
  },
  {
    id: 'F85',
    fault: 'the reading role is under row level security, or lacks SELECT on a table',
    safe: 'stop, name the table',
  },
  {
    id: 'F86',
    fault: 'a named reference that does not exist; references in other forms beside good ones',
    safe: 'refused; failed until declared',
  },
  {
    id: 'F87',
    fault: 'roll-forward to a newer candidate while heartbeats go on',
    safe: 'verified for that candidate, and said so everywhere',
  },
  {
    id: 'F88',
    fault: 'writes in both stores within the second of T, every few milliseconds',
    safe: 'right by rows; what rows cannot tell is named',
  },
  {
    id: 'F89',
    fault: 'a heartbeat gap of any length before the target time',
    safe: 'less certain, not wrong: said with its bound',
  },
  {
    id: 'F90',
    fault: 'versions moved to an archive class since T; a source locked by another key; SSE-C on current versions',
    safe: 'as at T; hold with the name of the key; replaced',
  },
  {
    id: 'F91',
    fault: "consumers of the bucket's events, whom each copy and each marker of a rewind calls",
    safe: 'found, said with the number of events, held back where asked',
  },
  {
    id: 'F92',
    fault: 'sessions and writes on the old database after the cut-over',
    safe: 'counted, reported, alarm',
  },
  {
    id: 'F93',
    fault: 'the engine was upgraded since the target time, a minor or a major version',
    safe: "reported before the freeze; groups of that engine's family",
  },
  {
    id: 'F94',
    fault: 'sequences and ids that are not what `serial` makes',
    safe: 'nothing made worse: no id is given out twice, what is no counter is left and said',
  },
  {
    id: 'F95',
    fault:
      "5xx or 408 without a body, a 200 that is another's page or is cut off, from a proxy on the way to any service",
    safe: 'retried like any other passing error, then said; nothing is taken for gone',
  },
  {
    id: 'F96',
    fault: 'writing to a bucket whose history would not keep what is there',
    safe: 'asked for by name, or refused',
  },
  {
    id: 'F97',
    fault: 'two copies of objects on one day with a deletion between; locations without a slash',
    safe: 'each can be restored; one meaning',
  },
  {
    id: 'F98',
    fault: 'a dump that cannot be restored',
    safe: 'said on the day of the dump',
  },
  {
    id: 'F99',
    fault: 'the source was deleted with its backups; backups were never on',
    safe: 'snapshots still work',
  },
  {
    id: 'F100',
    fault: 'one object is lost for good',
    safe: 'held; exactly what was found is accepted by name, and is in the report; anything else still fails',
  },
  {
    id: 'F101',
    fault: "the application's address, readiness path, token or smoke job is wrong",
    safe: 'said by readiness before an incident; what is known, at synth',
  },
  {
    id: 'F102',
    fault: 'the secret that a cut-over would rewrite is managed by a service, being rotated, no JSON, or not there',
    safe: 'refuse at synth where it is known, else in readiness and by PlanRestore, with another way that works',
  },
  {
    id: 'F103',
    fault: 'a check may not run (permission, extension)',
    safe: 'not applicable, with the reason',
  },
  {
    id: 'F104',
    fault: 'one huge or odd table in ledger, warm-up, index check',
    safe: 'that table is named, with how far it was looked at; all others are done',
  },
  {
    id: 'F105',
    fault: 'a first deployment fails at any of its resources, or a stack is destroyed, and is made again',
    safe: 'works: what failed is cleaned up, no name is taken, and what is kept stops nothing',
  },
  {
    id: 'F106',
    fault: 'a deployment while a restore is held frozen',
    safe: 'still frozen, same generation',
  },
  {
    id: 'F107',
    fault:
      'an encrypted topic or store whose key the app does not know, a topic of another stack, a publish that fails',
    safe: 'rights from the key that is given, else named by readiness and at deployment; what is not told is an alarm',
  },
  {
    id: 'F108',
    fault: 'a page of markers only, or an empty page, everywhere a list is asked whether it is empty',
    safe: 'asked to its end',
  },
  {
    id: 'F109',
    fault: 'an account with 10 concurrent functions',
    safe: 'slower, never held for that',
  },
  {
    id: 'F112',
    fault:
      'stored evidence (plan, part, cursor, baseline, manifest, lock, results) forged, from the future, or garbage',
    safe: 'refused by digest, identity or schema; never destroys, never blocks a restore for good',
  },
  {
    id: 'F113',
    fault: 'hostile objects in the database (functions, operators, views, triggers, types, names)',
    safe: 'nothing of it runs with our rights; what is not read is named',
  },
  {
    id: 'F114',
    fault: 'an execution named like an old one',
    safe: 'its own plan, its own report',
  },
  {
    id: 'F115',
    fault: 'hostile text (reason, key, path, error cause) in mail, Markdown, HTML, terminal, logs',
    safe: 'quoted: it is text and nothing else',
  },
  {
    id: 'F116',
    fault: "a handler's role in wrong hands",
    safe: "cannot touch a database, bucket, role, key or another step's evidence; tried against the policies, request by request",
  },
  {
    id: 'F117',
    fault: 'requester = decider, in any spelling; a stolen token; an unapproved request; drills without end',
    safe: 'two rights in IAM, names are labels; the history alone says the token; no lock before the approval; a limit',
  },
  {
    id: 'F118',
    fault: 'an administrator deletes versions, shortens a lifecycle, lifts a lock, takes a policy, stops a key',
    safe: 'denied, or seen within one readiness period; the locked copy still restores',
  },
  {
    id: 'F119',
    fault: 'erasure requests carried out after the target time; rows and keys that name people',
    safe: 'listed, and done again by a function before traffic opens, or held; rows expire; digests in logs, history and mail',
  },
];
