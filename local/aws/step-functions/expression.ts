import jsonata from 'jsonata';
import { isExpression } from './definition';
import { STEP_FUNCTIONS } from './jsonata-functions';
import { StateError } from './state-error';

/** What an expression can see: `$states`, and the variables of its scope. */
export interface Bindings {
  readonly states: {
    readonly input: unknown;
    readonly result?: unknown;
    readonly errorOutput?: unknown;
    readonly context: unknown;
  };
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Guards against an expression that never ends; far above what an honest one takes. */
const EVALUATION = { timeout: 10_000, stack: 1_000 };

const compiled = new Map<string, jsonata.Expression>();

/** @param template text within `{% … %}`, delimiters included */
export function compile(template: string): jsonata.Expression {
  const known = compiled.get(template);
  if (known) return known;
  const expression = jsonata(template.slice(2, -2), EVALUATION);
  for (const { name, run, signature } of STEP_FUNCTIONS) expression.registerFunction(name, run, signature);
  compiled.set(template, expression);
  return expression;
}

/**
 * Evaluates the expressions in a field, at any depth; what is not an expression stands for itself.
 * @param field path for the message, as in `Output/plan`
 * @throws StateError `States.QueryEvaluationError`, also for a value that JSON does not have
 */
export async function evaluate(field: string, template: unknown, bindings: Bindings): Promise<unknown> {
  if (typeof template === 'string') return isExpression(template) ? evaluateText(field, template, bindings) : template;
  if (Array.isArray(template)) {
    return Promise.all(template.map((item, index) => evaluate(`${field}[${index}]`, item, bindings)));
  }
  if (typeof template !== 'object' || template === null) return template;
  const members = Object.entries(template).map(async ([key, value]) => [
    key,
    await evaluate(`${field}/${key}`, value, bindings),
  ]);
  return Object.fromEntries(await Promise.all(members));
}

async function evaluateText(field: string, template: string, { states, variables }: Bindings): Promise<unknown> {
  const subject = `The JSONata expression '${template.slice(2, -2).trim()}' specified for the field '${field}'`;
  let value: unknown;
  try {
    value = await compile(template).evaluate(undefined, { ...variables, states });
  } catch (error) {
    throw new StateError(
      'States.QueryEvaluationError',
      `${subject} threw an error during evaluation. ${describe(error)}`,
    );
  }
  if (value === undefined) {
    throw new StateError('States.QueryEvaluationError', `${subject} returned nothing (undefined).`);
  }
  return JSON.parse(
    JSON.stringify(value, (_, member: unknown) => {
      if (!isFunction(member)) return member;
      throw new StateError(
        'States.QueryEvaluationError',
        `${subject} returned an unsupported result type: a function.`,
      );
    }),
  );
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}

/** JSONata throws plain objects with a code and a message. */
function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  return 'code' in error ? `${error.code}: ${error.message}` : String(error.message);
}
