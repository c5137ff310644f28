import { createHash } from 'node:crypto';
import ts from 'typescript';

/** One guard, neutralised. */
export interface Mutation {
  readonly file: string;
  readonly line: number;
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly guard: string;
}

export const KINDS = ['throw removed', 'guard never true', 'boundary moved', 'catch emptied'] as const;
type Kind = (typeof KINDS)[number];

const MOVED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
]);

/** Every guard of a file, with what neutralises it. */
export function guardsOf(file: string, text: string): Mutation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutation[] = [];
  const add = (kind: Kind, node: ts.Node, replacement: string) => {
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const guard = node.getText(source).replace(/\s+/g, ' ');
    found.push({ file, line, kind, start, end: node.getEnd(), replacement, guard });
  };
  const visit = (node: ts.Node): void => {
    const catches = ts.isCatchClause(node) && throws(node.block);
    if (catches) add('catch emptied', node.block, '{}');
    if (ts.isThrowStatement(node)) add('throw removed', node, ';');
    if (ts.isIfStatement(node) && leaves(node)) add('guard never true', node.expression, 'false');
    if (ts.isBinaryExpression(node) && MOVED.has(node.operatorToken.kind)) {
      add('boundary moved', node.operatorToken, MOVED.get(node.operatorToken.kind)!);
    }
    // What is inside goes with it: it is no mutation of its own.
    if (!catches && !ts.isThrowStatement(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A function of its own inside throws somewhere else. */
const throws = (node: ts.Node): boolean =>
  ts.isThrowStatement(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, throws) ?? false));

/** An `if` without `else` after which the rest is not reached. */
function leaves({ thenStatement, elseStatement }: ts.IfStatement): boolean {
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return (
    elseStatement === undefined &&
    last !== undefined &&
    (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last))
  );
}

/** A file with many guards is not to be all that is looked at. */
const OF_ONE_FILE = 2;

/** As many as wanted, of each kind in turn, in an order that only a change of the guard itself changes. */
export function choose(guards: readonly Mutation[], wanted: number): Mutation[] {
  const keyOf = ({ file, kind, guard }: Mutation) =>
    createHash('sha256').update(`${file}\0${kind}\0${guard}`).digest('hex');
  const left = guards.map((one) => ({ one, key: keyOf(one) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const chosen: Mutation[] = [];
  const mayBe = ({ file }: Mutation) => chosen.filter((one) => one.file === file).length < OF_ONE_FILE;
  for (let turn = 0; chosen.length < wanted && left.some(({ one }) => mayBe(one)); turn += 1) {
    const kind = KINDS[turn % KINDS.length];
    const next = left.findIndex(({ one }) => one.kind === kind && mayBe(one));
    if (next >= 0) chosen.push(...left.splice(next, 1).map(({ one }) => one));
  }
  return chosen;
}
