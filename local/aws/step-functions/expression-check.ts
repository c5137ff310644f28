import { compile } from './expression';
import { FORBIDDEN_FUNCTIONS, STEP_FUNCTIONS } from './jsonata-functions';

type Node = Readonly<Record<string, unknown>>;

/** The members of `$states` and, below `context`, of the context object. */
const STATES = ['input', 'result', 'errorOutput', 'context'];
const CONTEXT: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount'],
  State: ['Name', 'EnteredTime', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
  Map: ['Item'],
};

/**
 * What is wrong with an expression, as far as it can be known before it runs.
 * @param variables that the state machine assigns anywhere
 */
export async function checkExpression(template: string, variables: ReadonlySet<string>): Promise<string[]> {
  let ast: unknown;
  try {
    ast = compile(template).ast();
  } catch (error) {
    return [`is not JSONata: ${error instanceof Object && 'message' in error ? error.message : error}`];
  }
  const all = [...nodes(ast)];
  const bound = new Set(all.flatMap(bindingsOf));
  const problems: string[] = [];
  for (const name of new Set(all.flatMap(variableOf))) {
    if (FORBIDDEN_FUNCTIONS.includes(name)) problems.push(`uses \`$${name}\`, which Step Functions does not have`);
    else if (name !== 'states' && !bound.has(name) && !variables.has(name) && !(await isFunction(name))) {
      problems.push(`uses \`$${name}\`, which is neither a function nor a variable that the state machine assigns`);
    }
  }
  if (all.some(({ type, value }) => type === 'variable' && value === '')) {
    problems.push(
      'uses a bare `$`, of which engines of JSONata think differently: name what is meant, as in `$filter`',
    );
  }
  return [...problems, ...all.flatMap(statesProblem)];
}

function* nodes(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value));
  for (const child of Object.values(value)) yield* nodes(child);
}

function variableOf({ type, value }: Node): string[] {
  return type === 'variable' && typeof value === 'string' && !['', '$'].includes(value) ? [value] : [];
}

/** Names that the expression binds itself: `:=`, the parameters of its functions, `@$name` and `#$name`. */
function bindingsOf(node: Node): string[] {
  const steps = [node.focus, node.index].filter((name) => typeof name === 'string');
  if (node.type === 'bind') return [...steps, ...[...nodes(node.lhs)].slice(0, 1).flatMap(variableOf)];
  if (node.type === 'lambda' && Array.isArray(node.arguments))
    return [...steps, ...[...nodes(node.arguments)].flatMap(variableOf)];
  return steps;
}

async function isFunction(name: string): Promise<boolean> {
  return (
    STEP_FUNCTIONS.some((known) => known.name === name) ||
    (await compile(`{%$${name}%}`).evaluate(undefined)) !== undefined
  );
}

function statesProblem({ type, steps }: Node): string[] {
  if (type !== 'path' || !Array.isArray(steps)) return [];
  const [root, ...names] = steps.map((step: unknown) => {
    const [node] = nodes(step);
    return node?.type === 'name' || node?.type === 'variable' ? String(node.value) : undefined;
  });
  const [member, part, field] = names;
  if (root !== 'states' || member === undefined) return [];
  if (!STATES.includes(member)) return [`uses \`$states.${member}\`, which does not exist`];
  if (member !== 'context' || part === undefined) return [];
  const fields = Object.hasOwn(CONTEXT, part) ? CONTEXT[part] : undefined;
  const exists = fields !== undefined && (field === undefined || fields.includes(field));
  return exists ? [] : [`uses \`$states.context.${[part, field].filter(Boolean).join('.')}\`, which does not exist`];
}
