/** Keys of a request, without regard to case, as IAM takes them. A key with several values has a list. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

export type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

type Compare = (given: string, wanted: string) => boolean;

/** As IAM: `*` stands for any characters, slashes among them, `?` for one. */
export function matches(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${source}$`, flags).test(text);
}

const arnLike: Compare = (given, wanted) => {
  const parts = (arn: string) => {
    const [head, ...rest] = [arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')];
    return [...head!, ...rest] as string[];
  };
  const [one, other] = [parts(given), parts(wanted)];
  return one.length === other.length && one.every((part, index) => matches(other[index]!, part));
};

const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringEqualsIgnoreCase: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  StringLike: (given, wanted) => matches(wanted, given),
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (given, wanted) => given.toLowerCase() === wanted.toLowerCase(),
  NumericLessThan: (given, wanted) => Number(given) < Number(wanted),
};
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/**
 * Whether all conditions of a statement hold: every operator and every key of it (and), with any of its values (or). A key
 * that the request does not have holds for a negated operator, `…IfExists` and `ForAllValues:` only.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @throws Error for an operator that is not known here
 */
export function hold(conditions: Conditions, context: Context): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, valuesOf(context, key), [wanted].flat().map(String))),
  );
}

function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found && [found[1]].flat();
}

function holds(written: string, given: readonly string[] | undefined, wanted: readonly string[]): boolean {
  const [, set, name, ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(written)!;
  if (name === 'Null') return wanted.includes(String(given === undefined));
  const positive = NEGATED[name!] ?? name!;
  const compare = OPERATORS[positive];
  if (compare === undefined) throw new Error(`The operator ${written} of a condition is not known to this evaluator.`);
  const isNegated = positive !== name;
  const fits = (one: string) => wanted.some((other) => compare(one, other)) !== isNegated;
  if (set === 'ForAllValues:') return (given ?? []).every(fits);
  if (given === undefined) return ifExists !== undefined || (isNegated && set === undefined);
  return given.some(fits);
}
