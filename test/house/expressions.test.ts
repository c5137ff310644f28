import { expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';

import jsonata = require('jsonata');

import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RestoreHook, RestoreHookTime } from '../../lib';
import { fixture, plain } from '../lib/fixture';

type Node = Readonly<Record<string, unknown>>;

function* nodes(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const child of Object.values(value)) yield* nodes(child);
}

/** What one engine reads otherwise than another: a filter with one hit is no list, and `$` in a predicate is not allowed. */
function unsafe(expression: string): string[] {
  const found: string[] = [];
  for (const node of nodes(jsonata(expression).ast())) {
    const inPredicate = [...nodes(node.stages), ...nodes(node.predicate)];
    if (inPredicate.some(({ type, value }) => type === 'variable' && value === ''))
      found.push('a bare $ in a predicate');
    const [counted] =
      node.type === 'function' && Object(node.procedure).value === 'count' ? Object(node).arguments : [];
    if (counted !== undefined && counted.value !== '[') found.push('$count of what may be no list');
  }
  return found;
}

function expressionsOf(template: Template): string[] {
  const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const texts = machines.map(({ Properties }) => plain(Properties.DefinitionString));
  const strings = texts.flatMap((text) => [...nodes(JSON.parse(text))].flatMap((node) => Object.values(node)));
  return strings.flatMap((text) => /^\{%(.*)%\}$/s.exec(String(text))?.[1] ?? []);
}

test.each([
  ["$count($keys($x)[$ in ['a']])", ['$count of what may be no list', 'a bare $ in a predicate']],
  ["$sum($states.result[$type($) = 'number'])", ['a bare $ in a predicate']],
  ['$count([$states.result])', []],
  ["[$filter($x, function($one) { $one = 'a' })][0]", []],
])('%s is known for what it is', (expression, expected) => {
  expect([...new Set(unsafe(expression))].sort()).toEqual([...expected].sort());
});

test('every expression of every state machine has its safe form', () => {
  const fn = LambdaFunction.fromFunctionName(new Stack(new App(), 'Application'), 'Hook', 'hook');
  const hooks = Object.values(RestoreHookTime).map((when) => RestoreHook.lambda(fn, { when, name: when }));
  const expressions = expressionsOf(fixture({ objectCopies: {}, backup: { hooks } }).template());
  expect(expressions.length).toBeGreaterThan(100);
  expect(expressions.filter((expression) => unsafe(expression).length > 0)).toEqual([]);
});
