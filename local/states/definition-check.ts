import type { z } from 'zod';
import { isExpression, type State, StateMachineDefinition, type States } from './definition';
import { checkExpression } from './expression-check';

/** One reason for which a definition is refused: `/States/Copy/InputPath: …`. */
export type Problem = string;

/**
 * Reads a definition and refuses whatever this machine would not do: unknown fields, state types, resources and
 * functions, transitions to nowhere, states that nothing reaches.
 */
export async function readDefinition(
  text: string,
): Promise<{ definition: StateMachineDefinition } | { problems: readonly Problem[] }> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [`/: is not JSON: ${error instanceof Error ? error.message : error}`] };
  }
  const parsed = StateMachineDefinition.safeParse(json);
  if (!parsed.success) return { problems: parsed.error.issues.flatMap((issue) => describe(issue, [], json)) };
  const names = new Set<string>();
  const problems = [...sequenceProblems('', parsed.data, names, new Set()), ...(await expressionProblems(json))];
  return problems.length > 0 ? { problems } : { definition: parsed.data };
}

function describe(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[], json: unknown): Problem[] {
  const path = [...prefix, ...issue.path];
  const at = `/${path.map(String).join('/')}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${at === '/' ? '' : at}/${key}: the field \`${key}\` is not known to this machine`);
  }
  if (issue.code === 'invalid_union' && path.at(-1) === 'Type') {
    return [`${at}: the state type \`${valueAt(json, path)}\` is not known to this machine`];
  }
  if (issue.code === 'invalid_union') {
    // The alternative that got furthest says it best.
    const [best] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
    if (best && depth(best) > 0) return best.flatMap((inner) => describe(inner, path, json));
    return [
      `${at}: must be one of: ${issue.errors.flatMap((errors) => errors.map((error) => error.message)).join('; ')}`,
    ];
  }
  return [`${at}: ${issue.message}`];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value instanceof Object ? Reflect.get(value, key) : undefined), json);
}

/** @param names of all states so far: a name may be used once in the whole machine */
function sequenceProblems(path: string, sequence: States, names: Set<string>, outer: ReadonlySet<string>): Problem[] {
  const { StartAt, States: states } = sequence;
  const problems: Problem[] = [];
  const own = new Set(Object.values(states).flatMap(assignedBy));
  for (const variable of own) {
    if (outer.has(variable))
      problems.push(`${path}/States: the variable \`${variable}\` is assigned outside of this scope too`);
  }
  if (!Object.hasOwn(states, StartAt)) problems.push(`${path}/StartAt: there is no state \`${StartAt}\``);
  const reached = new Set([StartAt, ...Object.values(states).flatMap(targetsOf)]);
  for (const [name, state] of Object.entries(states)) {
    const at = `${path}/States/${name}`;
    if (names.has(name)) problems.push(`${at}: the name is used twice`);
    names.add(name);
    if (!reached.has(name)) problems.push(`${at}: no state leads to it`);
    for (const target of targetsOf(state)) {
      if (!Object.hasOwn(states, target)) problems.push(`${at}: there is no state \`${target}\` to go to`);
    }
    problems.push(...stateProblems(at, state));
    const scope = isDistributed(state) ? new Set<string>() : new Set([...outer, ...own]);
    for (const [inner, child] of sequencesIn(state))
      problems.push(...sequenceProblems(`${at}/${inner}`, child, names, scope));
  }
  return problems;
}

function stateProblems(at: string, state: State): Problem[] {
  const problems: Problem[] = [];
  if ('Next' in state || 'End' in state || ['Pass', 'Task', 'Wait', 'Parallel', 'Map'].includes(state.Type)) {
    const { Next, End } = { Next: undefined, End: undefined, ...state };
    if ((Next === undefined) === (End !== true)) problems.push(`${at}: needs either \`Next\` or \`End\``);
  }
  if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    problems.push(`${at}: needs either \`Seconds\` or \`Timestamp\``);
  }
  if (state.Type === 'Map') problems.push(...mapProblems(at, state));
  if (state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel') {
    problems.push(...wildcardProblems(`${at}/Retry`, state.Retry), ...wildcardProblems(`${at}/Catch`, state.Catch));
  }
  return problems;
}

function mapProblems(at: string, state: Extract<State, { Type: 'Map' }>): Problem[] {
  if (isDistributed(state)) {
    return state.Items !== undefined && state.ItemReader ? [`${at}: has both \`Items\` and \`ItemReader\``] : [];
  }
  return (['ItemReader', 'ItemBatcher', 'ToleratedFailureCount', 'ToleratedFailurePercentage', 'Label'] as const)
    .filter((field) => state[field] !== undefined)
    .map((field) => `${at}/${field}: only in the mode DISTRIBUTED`);
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

async function expressionProblems(json: unknown): Promise<Problem[]> {
  const all = [...strings('', json)];
  const variables = new Set(all.flatMap(([path]) => /\/Assign\/([^/]+)/.exec(path)?.[1] ?? []));
  const found = all
    .filter(([path, text]) => isExpression(text) && !path.endsWith('/Comment'))
    .map(async ([path, text]) => (await checkExpression(text, variables)).map((problem) => `${path}: ${problem}`));
  return (await Promise.all(found)).flat();
}

/** Every string with its path; `Assign` also shows the names that it gives to other values. */
function* strings(path: string, value: unknown): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) yield* strings(`${path}/${key}`, child);
  } else yield [path, ''];
}
