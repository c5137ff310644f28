/** A request of the AWS Query protocol as an object: text, lists, structures. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };

interface Branch {
  text?: string;
  readonly children: Map<string, Branch>;
}

/** `Tags.Tag.1.Key=a` becomes `{ Tags: [{ Key: 'a' }] }`; `Action` and `Version` are left out. */
export function parseForm(form: URLSearchParams): FormValue {
  const root: Branch = { children: new Map() };
  for (const [path, text] of form) {
    if (path === 'Action' || path === 'Version') continue;
    let at = root;
    for (const name of path.split('.')) {
      const child = at.children.get(name) ?? { children: new Map() };
      at.children.set(name, child);
      at = child;
    }
    at.text = text;
  }
  return toValue(root);
}

function toValue({ text, children }: Branch): FormValue {
  if (text !== undefined) return text;
  const [member, ...others] = children.values();
  if (member && others.length === 0 && isNumbered(member)) {
    const items = [...member.children].sort(([a], [b]) => Number(a) - Number(b));
    return items.map(([, item]) => toValue(item));
  }
  return Object.fromEntries([...children].map(([name, child]) => [name, toValue(child)]));
}

const isNumbered = ({ children }: Branch) =>
  children.size > 0 && [...children.keys()].every((key) => /^\d+$/.test(key));
