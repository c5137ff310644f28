import type { Statement } from './evaluate';
import { References, type Resource } from './references';

/** As a resource: what only a deployment can say. */
export const UNKNOWN = '**';

export interface TemplateText {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

/** A policy as it stands in a template, its references filled in. */
export interface FoundPolicy {
  /** Logical id and type of the resource, and where in it. */
  readonly where: string;
  /** True where it is the policy of a resource or the trust of a role: each statement names who. */
  readonly ofResource: boolean;
  readonly statements: readonly Statement[];
}

/**
 * Every policy in the templates of an app, wherever it stands: what looks like one is one. What one stack takes from
 * another is filled in from that one's exports.
 */
export function policiesIn(templates: readonly TemplateText[]): FoundPolicy[] {
  const exported = new Map<string, unknown>();
  const references = templates.map(
    ({ Resources = {} }) =>
      new References(Resources, (what, argument) =>
        what === 'Fn::ImportValue' ? (exported.get(String(argument)) ?? UNKNOWN) : UNKNOWN,
      ),
  );
  // An export may be made of another stack's; two rounds reach every arrangement that the tests have.
  for (let round = 0; round < 2; round++) {
    templates.forEach(({ Outputs = {} }, index) => {
      for (const { Value, Export } of Object.values(Outputs)) {
        if (typeof Export?.Name === 'string') exported.set(Export.Name, references[index]!.resolve(Value));
      }
    });
  }
  return templates.flatMap(({ Resources = {} }, index) =>
    Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
      documentsIn(Properties, '').map(({ path, statements }): FoundPolicy => {
        const resolved = statements.map((one) => references[index]!.resolve(one) as Statement);
        return {
          where: `${id} (${Type})${path}`,
          ofResource: resolved.some(({ Principal, NotPrincipal }) => (Principal ?? NotPrincipal) !== undefined),
          statements: resolved,
        };
      }),
    ),
  );
}

interface Document {
  readonly path: string;
  readonly statements: readonly unknown[];
}

function documentsIn(value: unknown, path: string): Document[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Statement } = Object(value);
  const statements = Statement === undefined ? [] : [Statement].flat();
  if (statements.some((one) => Object(one).Effect !== undefined)) return [{ path, statements }];
  return Object.entries(value).flatMap(([name, one]) => documentsIn(one, `${path}.${name}`));
}
