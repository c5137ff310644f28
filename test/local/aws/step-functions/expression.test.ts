import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../../local/aws/step-functions/expression';

const value = (expression: string, input: unknown = {}) =>
  evaluate('Output', `{% ${expression} %}`, { states: { input, context: {} }, variables: { given: 3 } });

describe('the functions that Step Functions adds:', () => {
  test.each<[string, unknown]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(0, 11, 5)', [0, 5, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
    ["$hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['$parse(\'{"a":[1]}\').a', [1]],
    ["$parse('[1]')", [1]],
    ['$random(5) = $random(5)', true],
    ['$random() < 1', true],
    ['$length($uuid())', 36],
    ['$uuid() = $uuid()', false],
    ['$given + 1', 4],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });
});

describe('is a query evaluation error:', () => {
  test.each([
    ['nothing', '$states.input.missing', 'returned nothing (undefined)'],
    ['a function', '$sum', 'unsupported result type'],
    ['a function inside of something', '{"f": function($x) {$x}}', 'unsupported result type'],
    ['a wrong type', '1 & 2 + {}', 'T2001'],
    ['text that is no JSON', "$parse('{')", 'JSON'],
    ['an unknown hash', "$hash('a', 'SHA-3')", 'SHA-256'],
    ['a range without steps', '$range(1, 2, 0)', 'step other than 0'],
    ['a range of more than 1000', '$range(0, 1000, 1)', 'at most 1000'],
    ['an empty chunk', '$partition([1], 0)', 'chunk size'],
    ['a field without $states', 'input', 'returned nothing (undefined)'],
    ['a call that never ends', '( $f := function() { 1 + $f() }; $f() )', 'Stack overflow'],
  ])('%s', async (_, expression, message) => {
    await expect(value(expression)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(message),
    });
  });
});

test('the message names the expression and the field, down to the member', async () => {
  const bindings = { states: { input: {}, context: {} }, variables: {} };
  await expect(evaluate('Output', { plan: ['{% $states.input.x %}'] }, bindings)).rejects.toMatchObject({
    cause:
      "The JSONata expression '$states.input.x' specified for the field 'Output/plan[0]' returned nothing (undefined).",
  });
});

test('null, false and 0 are values', async () => {
  expect(await value('$states.input', { a: null, b: false, c: 0, d: '' })).toEqual({ a: null, b: false, c: 0, d: '' });
});
