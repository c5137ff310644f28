import * as z from 'zod';
import { RAISED } from '../events/raised';
import { ALL_STEPS } from '../workflow/workflow';
import type { RestoreReport } from './model';
import { oldDatabaseUse } from './old-database';
import { OF_EARLIER } from './signature';

const text = z.string();
const texts = z.array(text);
const time = z.string().describe('ISO 8601, UTC');
const count = z.int().min(0);
const seconds = z.number();

const against = z.object({
  objectiveSeconds: seconds,
  achievedSeconds: seconds.nullable(),
  met: z.boolean().nullable(),
});

/** `decidedIn`: ARN of the execution that CloudTrail names the principal of. */
const decided = { reason: text.optional(), decidedIn: text.optional() };

const acceptedLosses = z.object({ key: text, sha256: text, count });
const erasuresRepeated = z.object({
  outcome: z.enum(['repeated', 'accepted']),
  expected: count.nullable(),
  erased: count,
  kept: count,
});
const consumerCount = z.object({
  kind: z.enum(['function', 'queue', 'topic', 'rule', 'EventBridge']),
  name: text,
  events: texts,
  prefix: text,
  suffix: text,
  rule: z.object({ arn: text, bucket: text, pattern: text, targets: texts }).optional(),
  cause: text.optional(),
  count: z.partialRecord(z.enum(RAISED), count),
  atMost: z.boolean().optional(),
});

/** `report.json`, for programs; docs/report.schema.json is generated from it. Null is "not known". */
export const restoreReport = z.object({
  verdict: z.enum(['verified', 'failed']),
  summary: text,
  runId: text.nullable(),
  mode: text.nullable(),
  scope: z.enum(['both', 'database', 'objects']).nullable(),
  reason: text.nullable(),
  requestedBy: text.nullable(),
  incidentStart: time.nullable(),
  execution: z.object({ id: text, name: text, startedAt: time }),
  startedAt: time,
  finishedAt: time,
  targetTime: time.nullable(),
  askedFor: text.nullable(),
  thawed: text.nullable(),
  candidate: z.object({ point: text, time, isAskedFor: z.boolean() }).nullable(),
  reached: time.nullable(),
  ending: z.object({
    outcome: z.enum([
      'verified',
      'verified, not opened',
      'accepted',
      'opened, then failed',
      'failed',
      'aborted',
      'stopped',
      'refused',
    ]),
    cutOver: z.enum(['none', 'begun', 'done']),
    database: text.nullable(),
    rewoundTo: time.nullable(),
  }),
  sourceDatabase: text.nullable(),
  notes: texts.default([]),
  database: z
    .object({
      identifier: text,
      recoveredTo: time,
      provedTo: time.nullable().default(null),
      recoveredToSource: z.enum(['heartbeat', 'replay', 'request', 'live']),
      notProvedSeconds: z.number().nullable(),
      rowsChecked: count.nullable(),
      converged: texts,
      waived: texts,
      capacityNotes: texts,
      sequencesRaised: texts,
      sequencesLeft: texts,
      accessLeftOut: texts,
    })
    .nullable(),
  objects: z
    .object({
      location: text,
      versionsListed: count,
      copied: count,
      marked: count,
      unchanged: count,
      ambiguous: count,
      verified: z.boolean(),
      recomputed: z.object({ looked: count, of: count, fewerWrongThan: count }).nullable().default(null),
      planned: z.object({ copy: count, mark: count }),
    })
    .nullable(),
  references: z
    .object({
      checked: count,
      dangling: count,
      danglingBefore: count,
      baseline: time.nullable(),
      orphaned: count,
      elsewhere: count,
      tables: texts,
      tablesNotFound: texts,
    })
    .nullable(),
  unsettled: z
    .object({
      keys: count,
      evidence: text,
      first: z.array(z.object({ key: text, reason: text, taken: text.nullable(), others: texts })),
    })
    .nullable()
    .default(null),
  acceptedLosses: z.array(
    z.object({
      key: text,
      row: text.optional(),
      why: text.optional(),
      by: text,
      at: time,
      reason: text,
      decidedIn: text,
    }),
  ),
  skewSeconds: seconds.nullable(),
  recoveryPointSeconds: seconds.nullable(),
  recoveryTimeSeconds: seconds.nullable(),
  dataLossWindow: z.object({ from: time, until: time, seconds }).nullable(),
  dataLoss: z
    .discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('recorded'),
        missing: count,
        changed: count,
        objects: count,
        folder: text.nullable().default(null).describe('null: of a version that kept rows in the folder of the run'),
        keptUntil: text.nullable().default(null).describe('the day from which rows and keys expire'),
        tables: z.array(z.object({ table: text, missing: count, changed: count, rewritten: count })),
        notCompared: z.array(
          z.object({ table: text, reason: text, looked: z.object({ rows: count, about: count }).optional() }),
        ),
      }),
      z.object({ outcome: z.literal('unknown'), cause: text }),
    ])
    .nullable(),
  erasures: z
    .discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('listed'),
        database: text,
        expected: count,
        notListed: z.array(z.object({ table: text, reason: text })),
        evidence: text,
        repeated: erasuresRepeated.nullable(),
      }),
      z.object({ outcome: z.literal('unknown'), cause: text, repeated: erasuresRepeated.nullable() }),
    ])
    .nullable()
    .default(null),
  hooks: z
    .array(
      z.object({
        name: text,
        when: z.enum(['after-freeze', 'before-open']),
        done: text.nullable().describe('null: the last attempt did not come to it'),
        seconds: seconds.nullable(),
      }),
    )
    .default([]),
  dependents: z
    .discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('compared'),
        differences: z.array(
          z.object({
            kind: z.enum(['proxy', 'alarm']),
            name: text,
            field: text,
            wanted: text,
            found: text.nullable(),
            action: text.nullable(),
          }),
        ),
      }),
      z.object({ outcome: z.literal('unknown'), cause: text }),
    ])
    .nullable(),
  oldDatabase: oldDatabaseUse.nullable(),
  events: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('counted'), consumers: z.array(consumerCount) }),
      z.object({ outcome: z.literal('unknown'), cause: text }),
    ])
    .nullable()
    .default(null),
  checks: z.array(
    z.object({
      name: text,
      outcome: z.enum(['passed', 'failed', 'not applicable', 'unknown']),
      expected: text,
      observed: text,
    }),
  ),
  steps: z.array(
    z.object({
      name: z.enum(ALL_STEPS),
      startedAt: time,
      seconds,
      outcome: z.enum(['done', 'failed']),
      failedTries: count,
    }),
  ),
  traffic: z.object({ mode: text, generation: count }).nullable(),
  databasesDeleted: texts,
  databasesKept: texts,
  leftovers: texts.nullable(),
  attempts: z.array(
    z.object({
      point: text,
      objectTime: time,
      failed: z.object({ step: text, error: text, cause: text }).nullable(),
      left: z.object({ action: text, reason: text }).nullable(),
    }),
  ),
  approval: z.object({ approvedBy: text, approvedAt: time, ...decided }).nullable(),
  decision: z
    .object({
      action: z.enum(['retry', 'next', 'abort', 'accept', 'accept-losses']),
      by: text,
      at: time,
      ...decided,
      reason: text,
      acceptedLosses: acceptedLosses.optional(),
      candidate: count.optional(),
    })
    .nullable(),
  freezeProof: z.object({ application: text, database: text, references: text.optional() }).nullable(),
  objectives: z.object({ recoveryPoint: against.nullable(), recoveryTime: against.nullable() }),
  recoveryPoints: z.array(z.object({ point: text, chosen: z.boolean(), reason: text })),
  evidence: text.nullable(),
  signing: z.union([z.object({ key: text }), z.object({ unsigned: text })]).default(OF_EARLIER),
  failure: z.object({ step: z.enum(ALL_STEPS), error: text, cause: text }).nullable(),
}) satisfies z.ZodType<RestoreReport>;
