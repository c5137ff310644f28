import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** What a file declares at its top, and what it imports. Types are nothing that runs. */
interface Module {
  readonly declared: ReadonlyMap<string, readonly ts.Node[]>;
  /** Local name → where it comes from, and its name there. */
  readonly imported: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
  /** Statements that run when it is loaded. */
  readonly effects: readonly ts.Node[];
}

const modules = new Map<string, Module>();

function read(file: string): Module {
  const known = modules.get(file);
  if (known) return known;
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const declared = new Map<string, ts.Node[]>();
  const imported = new Map<string, { from: string; name: string }>();
  const effects: ts.Node[] = [];
  const declare = (name: string, node: ts.Node) => declared.set(name, [...(declared.get(name) ?? []), node]);
  const from = (specifier: ts.Expression) => {
    const { text } = specifier as ts.StringLiteral;
    const path = join(dirname(file), text);
    return text.startsWith('.') ? [`${path}.ts`, path].find((one) => existsSync(one))! : text;
  };
  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      const bindings = clause?.namedBindings;
      if (clause?.isTypeOnly || !bindings || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName, isTypeOnly } of bindings.elements) {
        const source = { from: from(statement.moduleSpecifier), name: (propertyName ?? name).text };
        if (!isTypeOnly) imported.set(name.text, source);
      }
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && statement.exportClause) {
      if (statement.isTypeOnly || !ts.isNamedExports(statement.exportClause)) continue;
      for (const { name, propertyName } of statement.exportClause.elements) {
        imported.set(name.text, { from: from(statement.moduleSpecifier), name: (propertyName ?? name).text });
      }
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      declare(statement.name!.text, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const one of statement.declarationList.declarations) {
        for (const name of namesOf(one.name)) declare(name, one);
      }
    } else if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) {
      effects.push(statement);
    }
  }
  const module = { declared, imported, effects };
  modules.set(file, module);
  return module;
}

const namesOf = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element.name) : []));

/** A call of the SDK, as `rds:DescribeDBInstances`: its client's package and its command. */
export type Call = `${string}:${string}`;

/** A method of a class, or a function in an object: it is reached when something calls a method of that name. */
interface Method {
  readonly name: string;
  readonly visit: () => void;
}

/**
 * The calls of the SDK that a handler can come to: what its `handler` names, and what that names, and so on; of a class or
 * an object those methods whose name is called by anything that is reached. Somewhat more than it makes, as two methods
 * may have one name.
 */
export function callsOf(handler: string): ReadonlySet<Call> {
  const calls = new Set<Call>();
  const used = new Set<string>();
  const reached = new Set<string | ts.Node>();
  const waiting: Method[] = [];

  const once = (what: string | ts.Node, work: () => void) => {
    if (reached.has(what)) return;
    reached.add(what);
    work();
  };
  const use = (name: string) => {
    if (used.has(name)) return;
    used.add(name);
    for (const one of waiting) if (one.name === name) one.visit();
  };
  const whenCalled = (method: Method) => {
    if (used.has(method.name)) method.visit();
    else waiting.push(method);
  };
  const reach = (file: string, name: string): void =>
    once(`${file}#${name}`, () => {
      const { declared, imported, effects } = read(file);
      for (const effect of effects) once(effect, () => visit(file, effect));
      for (const node of declared.get(name) ?? []) visit(file, node);
      const source = imported.get(name);
      if (source === undefined || declared.has(name)) return;
      const client = /^@aws-sdk\/client-(.*)$/.exec(source.from)?.[1];
      const command = /^paginate(\w+)$|^(\w+)Command$/.exec(source.name);
      if (client && command) calls.add(`${client}:${command[1] ?? command[2]!}`);
      else if (source.from.endsWith('.ts')) reach(source.from, source.name);
    });
  const visit = (file: string, node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isPropertyAccessExpression(node)) use(node.name.text);
    if (ts.isBindingElement(node)) {
      for (const name of namesOf(node.name)) use((node.propertyName as ts.Identifier | undefined)?.text ?? name);
    }
    if (ts.isIdentifier(node)) reach(file, node.text);
    ts.forEachChild(node, (child) => {
      const named = node as { readonly name?: ts.Node };
      if (child === named.name && !isNameUsed(node)) return;
      const method = methodName(child);
      const visitChild = () => once(child, () => visit(file, child));
      if (method === undefined) visit(file, child);
      else whenCalled({ name: method, visit: visitChild });
    });
  };
  reach(handler, 'handler');
  return calls;
}

/** Of what runs only when it is called by that name. */
function methodName(node: ts.Node): string | undefined {
  const isFunction = (one: ts.Expression | undefined) =>
    one !== undefined && (ts.isArrowFunction(one) || ts.isFunctionExpression(one));
  const runsWhenCalled =
    ts.isMethodDeclaration(node) ||
    ((ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) && isFunction(node.initializer));
  return runsWhenCalled && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** Where the name is one that is declared elsewhere, or holds defaults that run. */
const isNameUsed = (node: ts.Node): boolean =>
  ts.isShorthandPropertyAssignment(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isBindingElement(node);
