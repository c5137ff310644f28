import * as z from 'zod';
import { LOCAL_REGION } from '../service';

/** What the functions of a template refer to. `path` names the resources that are being made, to find circles. */
export interface References {
  ref(name: string, path: readonly string[]): Promise<unknown>;
  attribute(logicalId: string, name: string, path: readonly string[]): Promise<unknown>;
  condition(name: string): Promise<boolean>;
  mapping(map: string, first: string, second: string): unknown;
  /** The value at a key of a secret, given as JSON. @default - dynamic references are refused */
  secret?(secretId: string, key: string): string;
}

/** Stands for `AWS::NoValue`: the property is as if it were not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, references: References, path: readonly string[]) => Promise<unknown>;

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const List = z.array(z.unknown());
const pair = z.tuple([z.unknown(), z.unknown()]);

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, references, path) => references.ref(z.string().parse(name), path),
  'Fn::GetAtt': async (argument, references, path) => {
    const [logicalId, ...rest] = Array.isArray(argument) ? argument : z.string().parse(argument).split('.');
    const name = Text.parse(await resolve(rest.length === 1 ? rest[0] : rest.join('.'), references, path));
    return references.attribute(z.string().parse(logicalId), name, path);
  },
  'Fn::Join': async (argument, references, path) => {
    const [separator, parts] = pair.parse(argument);
    const resolved = List.parse(await resolve(parts, references, path));
    return dynamic(resolved.map((part) => Text.parse(part)).join(z.string().parse(separator)), references);
  },
  // Whatever the region: this machine has two zones by name, and none in fact.
  'Fn::GetAZs': async () => ['a', 'b'].map((zone) => `${LOCAL_REGION}${zone}`),
  'Fn::Sub': substitute,
  'Fn::Select': async (argument, references, path) => {
    const [index, items] = pair.parse(await resolve(argument, references, path));
    const at = Number(index);
    const found = List.parse(items)[at];
    if (found === undefined) throw new Error(`\`Fn::Select\` finds nothing at ${at} of ${JSON.stringify(items)}`);
    return found;
  },
  'Fn::Split': async (argument, references, path) => {
    const [separator, text] = pair.parse(await resolve(argument, references, path));
    return Text.parse(text).split(z.string().parse(separator));
  },
  'Fn::If': async (argument, references, path) => {
    const [name, yes, no] = z.tuple([z.string(), z.unknown(), z.unknown()]).parse(argument);
    return resolve((await references.condition(name)) ? yes : no, references, path);
  },
  'Fn::FindInMap': async (argument, references, path) => {
    const [map, first, second] = z.tuple([Text, Text, Text]).parse(await resolve(argument, references, path));
    return references.mapping(map, first, second);
  },
  'Fn::Equals': async (argument, references, path) => {
    const [left, right] = z.tuple([Text, Text]).parse(await resolve(argument, references, path));
    return left === right;
  },
  'Fn::Not': async (argument, references, path) =>
    !z.tuple([z.boolean()]).parse(await resolve(argument, references, path))[0],
  'Fn::And': async (argument, references, path) =>
    z
      .array(z.boolean())
      .parse(await resolve(argument, references, path))
      .every(Boolean),
  'Fn::Or': async (argument, references, path) =>
    z
      .array(z.boolean())
      .parse(await resolve(argument, references, path))
      .some(Boolean),
  Condition: (name, references) => references.condition(z.string().parse(name)),
};

/** `{{resolve:secretsmanager:ARN:SecretString:KEY::}}`; one that is still in parts is left to what joins them. */
function dynamic(text: string, references: References): string {
  if (!text.includes('{{resolve:') || !text.includes('}}')) return text;
  const [, secretId, key] = /^\{\{resolve:secretsmanager:(.+):SecretString:(\w+):[^}]*\}\}$/.exec(text) ?? [];
  if (references.secret && secretId !== undefined && key !== undefined) return references.secret(secretId, key);
  throw new Error(`The dynamic reference ${text} is not resolved on this machine.`);
}

/**
 * Replaces the intrinsic functions in a value, one after the other.
 * @throws Error for a function that this machine does not have, `Fn::ImportValue` among them, or a dynamic reference to anything but a secret
 */
export async function resolve(value: unknown, references: References, path: readonly string[]): Promise<unknown> {
  if (typeof value === 'string') return dynamic(value, references);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await resolve(item, references, path));
    return items.filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && /^(Ref$|Fn::|Condition$)/.test(first[0])) {
    const [name, argument] = first;
    const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (run) return run(argument, references, path);
    throw new Error(`The function \`${name}\` is not known to this machine.`);
  }
  const members: [string, unknown][] = [];
  for (const [key, member] of entries) members.push([key, await resolve(member, references, path)]);
  return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
}

/** `${Name}`, `${Resource.Attribute}`, `${!literal}`, and names given beside the text. */
async function substitute(argument: unknown, references: References, path: readonly string[]): Promise<string> {
  const [text, given] = Array.isArray(argument) ? pair.parse(argument) : [argument, {}];
  const names = z.record(z.string(), z.unknown()).parse(await resolve(given, references, path));
  const parts = z
    .string()
    .parse(text)
    .split(/(\$\{[^}]*\})/);
  const resolved: string[] = [];
  for (const part of parts) {
    const name = /^\$\{(.*)\}$/.exec(part)?.[1]?.trim();
    if (name === undefined) resolved.push(part);
    else if (name.startsWith('!')) resolved.push(`\${${name.slice(1)}}`);
    else if (Object.hasOwn(names, name)) resolved.push(Text.parse(names[name]));
    else if (name.includes('.')) {
      const [logicalId = '', ...attribute] = name.split('.');
      resolved.push(Text.parse(await references.attribute(logicalId, attribute.join('.'), path)));
    } else resolved.push(Text.parse(await references.ref(name, path)));
  }
  return resolved.join('');
}
