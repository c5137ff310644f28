import { Template } from '../template';

/** Logical ids and parameters that a part of a template refers to. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    if (key === 'Ref') return [String(argument)];
    if (key === 'Fn::GetAtt') return String(Array.isArray(argument) ? argument[0] : argument).split('.', 1);
    if (key !== 'Fn::Sub') return referencesIn(argument);
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    const named = [...String(text).matchAll(/\$\{([^!}.]+)/g)].map(([, name]) => name!.trim());
    return [...named.filter((name) => !Object.hasOwn(given, name)), ...referencesIn(given)];
  });
}

/** A template as it is made: read once, for many attempts. */
export interface CreationPlan {
  readonly template: Template;
  /** Each logical id behind what it needs. */
  readonly order: ReadonlyMap<string, { readonly needs: readonly string[] }>;
}

export function planCreation(given: unknown): CreationPlan {
  const template = Template.parse(given);
  const order = new Map<string, { needs: string[] }>();
  const add = (logicalId: string, path: readonly string[]): void => {
    if (path.includes(logicalId)) throw new Error(`circular: ${[...path, logicalId].join(' → ')}`);
    if (order.has(logicalId)) return;
    const { Properties, DependsOn } = template.Resources[logicalId]!;
    const needs = [...DependsOn, ...referencesIn(Properties)].filter((id) => Object.hasOwn(template.Resources, id));
    for (const need of needs) add(need, [...path, logicalId]);
    order.set(logicalId, { needs });
  };
  for (const logicalId of Object.keys(template.Resources)) add(logicalId, []);
  return { template, order };
}
