import type { State, StateOf, States } from './definition';

/** One reason for which a definition is refused: `/States/Copy/InputPath: …`. */
export type Problem = string;

/**
 * What is wrong with how states lead to each other, and with fields that do not go together.
 * @param names of all states so far: a name may be used once in the whole state machine
 * @param outer variables that are assigned around this scope
 */
export function sequenceProblems(
  path: string,
  sequence: States,
  names: Set<string>,
  outer: ReadonlySet<string>,
): Problem[] {
  const { StartAt, States: states } = sequence;
  const own = new Set(Object.values(states).flatMap(assignedBy));
  const problems = [...own]
    .filter((variable) => outer.has(variable))
    .map((variable) => `${path}/States: the variable \`${variable}\` is assigned outside of this scope too`);
  if (!Object.hasOwn(states, StartAt)) problems.push(`${path}/StartAt: there is no state \`${StartAt}\``);
  const reached = reachable(sequence);
  for (const [name, state] of Object.entries(states)) {
    const at = `${path}/States/${name}`;
    if (names.has(name)) problems.push(`${at}: the name is used twice`);
    names.add(name);
    if (!reached.has(name)) problems.push(`${at}: no way from \`StartAt\` leads to it`);
    for (const target of targetsOf(state)) {
      if (!Object.hasOwn(states, target)) problems.push(`${at}: there is no state \`${target}\` to go to`);
    }
    problems.push(...stateProblems(at, state));
    const scope = isDistributed(state) ? new Set<string>() : new Set([...outer, ...own]);
    for (const [inner, child] of sequencesIn(state)) {
      problems.push(...sequenceProblems(`${at}/${inner}`, child, names, scope));
    }
  }
  return problems;
}

function reachable({ StartAt, States: states }: States): Set<string> {
  const reached = new Set([StartAt]);
  // A set that grows while it is walked is walked to its new end.
  for (const name of reached) {
    const state = states[name];
    for (const target of state ? targetsOf(state) : []) reached.add(target);
  }
  return reached;
}

function stateProblems(at: string, state: State): Problem[] {
  const problems: Problem[] = [];
  const goesOn = state.Type !== 'Choice' && state.Type !== 'Succeed' && state.Type !== 'Fail';
  if (goesOn && (state.Next === undefined) === (state.End !== true)) {
    problems.push(`${at}: needs either \`Next\` or \`End\``);
  }
  if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    problems.push(`${at}: needs either \`Seconds\` or \`Timestamp\``);
  }
  if (state.Type === 'Map') problems.push(...mapProblems(at, state));
  if (state.Type === 'Task') problems.push(...heartbeatProblems(at, state));
  if (state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel') {
    problems.push(...wildcardProblems(`${at}/Retry`, state.Retry), ...wildcardProblems(`${at}/Catch`, state.Catch));
  }
  return problems;
}

function mapProblems(at: string, state: StateOf<'Map'>): Problem[] {
  if (isDistributed(state)) {
    return state.Items !== undefined && state.ItemReader ? [`${at}: has both \`Items\` and \`ItemReader\``] : [];
  }
  return (['ItemReader', 'ItemBatcher', 'ToleratedFailureCount', 'ToleratedFailurePercentage', 'Label'] as const)
    .filter((field) => state[field] !== undefined)
    .map((field) => `${at}/${field}: only in the mode DISTRIBUTED`);
}

function heartbeatProblems(at: string, { Resource, HeartbeatSeconds, TimeoutSeconds }: StateOf<'Task'>): Problem[] {
  if (HeartbeatSeconds === undefined) return [];
  if (!Resource.endsWith('.waitForTaskToken')) return [`${at}/HeartbeatSeconds: only with \`.waitForTaskToken\``];
  const tooLong =
    typeof HeartbeatSeconds === 'number' && typeof TimeoutSeconds === 'number' && HeartbeatSeconds >= TimeoutSeconds;
  return tooLong ? [`${at}/HeartbeatSeconds: must be smaller than \`TimeoutSeconds\``] : [];
}

/** `States.ALL` stands alone and last. */
function wildcardProblems(at: string, handlers: readonly { ErrorEquals: readonly string[] }[] = []): Problem[] {
  return handlers.flatMap(({ ErrorEquals }, index) =>
    ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || index < handlers.length - 1)
      ? [`${at}/${index}/ErrorEquals: \`States.ALL\` must stand alone and last`]
      : [],
  );
}

function targetsOf(state: State): string[] {
  const targets: (string | undefined)[] = ['Next' in state ? state.Next : undefined];
  if (state.Type === 'Choice') targets.push(state.Default, ...state.Choices.map(({ Next }) => Next));
  if ('Catch' in state) targets.push(...(state.Catch ?? []).map(({ Next }) => Next));
  return targets.filter((target) => target !== undefined);
}

function sequencesIn(state: State): [string, States][] {
  if (state.Type === 'Map') return [['ItemProcessor', state.ItemProcessor]];
  if (state.Type === 'Parallel') return state.Branches.map((branch, index) => [`Branches/${index}`, branch]);
  return [];
}

function assignedBy(state: State): string[] {
  const blocks = [
    'Assign' in state ? state.Assign : undefined,
    ...(state.Type === 'Choice' ? state.Choices.map(({ Assign }) => Assign) : []),
    ...('Catch' in state ? (state.Catch ?? []).map(({ Assign }) => Assign) : []),
  ];
  return blocks.flatMap((block) => Object.keys(block ?? {}));
}

export function isDistributed(state: State): boolean {
  return state.Type === 'Map' && state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
}
