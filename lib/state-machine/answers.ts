import type { Workflow } from '../../domain/workflow/workflow';
import { filtered } from './expressions';

type Answers = { readonly [Field in keyof Workflow]?: readonly (keyof NonNullable<Workflow[Field]> & string)[] };

/**
 * What an answer must have to be one: the fields by which the state machine or a later step decides. A function
 * with any other answer has failed: an invalid answer must not open traffic.
 */
export const ANSWERS: Answers = {
  plan: [
    'runId',
    'mode',
    'scope',
    'targetTime',
    'requestedBy',
    'candidates',
    'evidence',
    'lockKey',
    'approvalRequired',
  ],
  thaw: ['outcome', 'objects'],
  freeze: ['frozenAt', 'generation'],
  afterFreezeHooks: ['ran'],
  databaseRestore: ['identifier', 'deadline'],
  databaseStatus: ['outcome', 'polls'],
  database: ['identifier', 'host', 'port', 'recoveredTo'],
  objectPlan: ['complete', 'sealed', 'state', 'actions', 'results', 'copy', 'mark'],
  erasures: ['outcome'],
  proof: ['sealed', 'checked', 'dangling'],
  objectsVerified: ['remaining'],
  beforeOpenHooks: ['ran'],
  lowTraffic: ['generation'],
  checks: ['passed', 'failed'],
  smokeJob: ['lectureId', 'cleanedUp'],
  erasuresRepeated: ['outcome', 'erased'],
  traffic: ['generation'],
  dataLoss: ['outcome'],
  diagnosis: ['action', 'attempt', 'candidate', 'attempts'],
  tornDown: ['lockReleased', 'traffic'],
  report: ['verdict', 'summary'],
};

/** JSONata: the payload when it has all of that, else an error, which goes the way of every other error of the step. */
export function answerOf(field: string, needed: readonly string[]): string {
  const names = `[${needed.map((name) => `'${name}'`).join(', ')}]`;
  const has = `$count(${filtered('$keys($answer)', `in ${names}`)}) = ${needed.length}`;
  const says = `$error('That is no ${field}: it must have ${needed.join(', ') || 'fields'}.')`;
  return `( $answer := $states.result.Payload; $type($answer) = 'object' and ${has} ? $answer : ${says} )`;
}

/** The same for a part of the objects: the number of keys that failed. */
export const FAILED_KEYS =
  "( $type($states.result.Payload) = 'number' ? $states.result.Payload : $error('That is no number of keys.') )";
