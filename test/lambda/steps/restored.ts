import type { RestoreMode, Workflow } from '../../../domain/workflow/workflow';
import type { PlannedObject } from '../../../runtime/objects/planned-state';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';

/** A run whose database is restored and whose objects are planned: what the proof and the checks are given. */
export function restored(mode: RestoreMode = 'incident') {
  const runId = 'run-1';
  const targetTime = '2026-11-23T04:00:00Z';
  const evidence = { bucket: 'evidence', prefix: `runs/${runId}/` };
  const attemptPrefix = `${evidence.prefix}attempt-0/`;
  const place = (folder: string) => ({ bucket: evidence.bucket, prefix: `${attemptPrefix}${folder}/` });
  const input: Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'database' | 'objectPlan' | 'proof' | 'lowTraffic'> = {
    attempt: 0,
    candidate: 0,
    plan: {
      runId,
      mode,
      scope: 'both',
      targetTime,
      evidence,
      reason: 'a test',
      requestedBy: 'a test',
      incidentStart: null,
      sourceDatabase: { identifier: 'pegasus', resourceId: 'db-1' },
      objects: { bucket: 'media', prefix: 'pegasus/' },
      lockKey: 'locks/pegasus.json',
      approvalRequired: false,
      decisionStateMachine: 'arn:aws:states:eu-west-1:1:stateMachine:decisions',
      candidates: [
        {
          recoveryPoint: { kind: 'time', time: targetTime },
          objectTime: targetTime,
          databaseIdentifier: 'pegasus-restored',
          reason: 'asked for',
        },
      ],
    },
    database: {
      identifier: 'pegasus-restored',
      host: '127.0.0.1',
      port: 5432,
      name: 'pegasus',
      recoveredTo: targetTime,
      recoveredToSource: 'heartbeat',
      converged: [],
    },
    objectPlan: {
      complete: true,
      sealed: '',
      state: place('state'),
      actions: place('actions'),
      results: place('results'),
      versionsListed: 0,
      keys: 0,
      unchanged: 0,
      copy: 0,
      mark: 0,
      ambiguous: 0,
      bytesToCopy: 0,
    },
    proof: {
      sealed: '',
      rowsChecked: 2,
      checked: 2,
      dangling: 0,
      danglingBefore: 0,
      orphaned: 0,
      elsewhere: 0,
      tables: ['lectures'],
      tablesNotFound: [],
      alreadyDangling: '',
      detail: `${attemptPrefix}proof/`,
    },
    ...(mode === 'incident' && { lowTraffic: { openedAt: targetTime, generation: 3 } }),
  };
  return { input, attemptPrefix };
}

/** With the lines of what a step wrote, or is to read. */
export class PlannedEvidence extends MemoryEvidence {
  readonly plan = '';

  linesOf(key: string): readonly string[] {
    return (this.texts.get(key)?.text ?? '').split('\n').filter((line) => line !== '');
  }
}

/** Evidence that holds the planned state, in parts of two lines. */
export async function evidenceWith(objects: readonly PlannedObject[], prefix: string): Promise<PlannedEvidence> {
  const evidence = new PlannedEvidence();
  for (let part = 0; part * 2 < objects.length; part++) {
    const lines = objects.slice(part * 2, part * 2 + 2).map((object) => JSON.stringify(object));
    await evidence.putText(`${prefix}state/part-${String(part).padStart(6, '0')}.jsonl`, lines.join('\n') + '\n');
  }
  return evidence;
}

export function plannedObject(key: string, more: Partial<PlannedObject> = {}): PlannedObject {
  return { key, versionId: `version of ${key}`, size: 3, etag: '"900150983cd24fb0d6963f7d28e17f72"', ...more };
}
