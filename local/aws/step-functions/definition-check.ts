import type * as z from 'zod';
import { isExpression, StateMachineDefinition } from './definition';
import { checkExpression } from './expression-check';
import { type Problem, sequenceProblems } from './sequence-check';

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

async function expressionProblems(json: unknown): Promise<Problem[]> {
  const all = [...valuesIn('', json)];
  const variables = new Set(all.flatMap(([path]) => /\/Assign\/([^/]+)$/.exec(path)?.[1] ?? []));
  const problems: Problem[] = [];
  for (const [path, text] of all) {
    if (typeof text !== 'string' || !isExpression(text) || path.endsWith('/Comment')) continue;
    problems.push(...(await checkExpression(text, variables)).map((problem) => `${path}: ${problem}`));
  }
  return problems;
}

/** Every value with its path, the outer ones first. */
function* valuesIn(path: string, value: unknown): Generator<[string, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* valuesIn(`${path}/${key}`, child);
}
