import type { History } from './history';

/** One line of progress: a state entered or left, a try of it that failed, or the execution's end. */
export type Progress =
  | { readonly kind: 'entered' | 'exited'; readonly state: string; readonly at: Date }
  | {
      readonly kind: 'failed';
      readonly state: string;
      readonly at: Date;
      readonly error: string;
      readonly cause: string;
    }
  | { readonly kind: 'ended'; readonly status: string; readonly at: Date };

export async function* progressOf(history: History): AsyncGenerator<Progress> {
  for await (const { event, state } of history.follow()) {
    const at = new Date(event.timestamp * 1000);
    const { type } = event;
    if (state !== undefined && type.endsWith('StateEntered')) yield { kind: 'entered', state, at };
    else if (state !== undefined && type.endsWith('StateExited')) yield { kind: 'exited', state, at };
    else if (state !== undefined && /^(Task(Failed|TimedOut)|MapRunFailed|EvaluationFailed)$/.test(type)) {
      yield { kind: 'failed', state, at, ...failureOf(event) };
    } else if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type)) {
      yield { kind: 'ended', status: type.slice('Execution'.length), at };
    }
  }
}

function failureOf(event: object): { error: string; cause: string } {
  const details: unknown = Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1];
  const { error, cause } = { error: '', cause: '', ...Object(details) };
  return { error: String(error), cause: String(cause) };
}
