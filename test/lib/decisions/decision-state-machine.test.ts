import validate = require('asl-validator');

import { acceptDecision } from '../../../domain/workflow/decision-request';
import { definitionOf, fixture } from '../fixture';

const definition = JSON.parse(definitionOf(fixture().template(), 'Decisions'));
const { TakeDecision } = definition.States;

test('the definition is valid for Step Functions', () => {
  const { isValid, errorsText } = validate(definition);
  expect(isValid ? '' : errorsText('\n')).toBe('');
});

test('the description says what to type, and that is accepted', () => {
  const [example] = /\{[^}]*\}/.exec(definition.Comment) ?? [];
  expect(acceptDecision(JSON.parse(example!))).toMatchObject({ action: 'retry' });
});

test('it has one task, named like its handler, with a limit, retries and an end for what is refused', () => {
  const tasks = Object.entries<{ Type: string }>(definition.States).filter(([, { Type }]) => Type === 'Task');
  expect(tasks.map(([name]) => name)).toEqual(['TakeDecision']);
  expect(TakeDecision.Arguments.FunctionName).toContain('DecisionsTakeDecision');
  expect(TakeDecision.TimeoutSeconds).toBeGreaterThan(300);
  expect(TakeDecision.Retry.flatMap(({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals)).toContain(
    'Retryable',
  );
  expect(TakeDecision.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Refused' }]);
  expect(definition.States.Refused.Type).toBe('Fail');
});

test('what is typed is not mixed with what is known', () => {
  expect(TakeDecision.Arguments.Payload).toContain("'request': $states.input");
  expect(TakeDecision.Arguments.Payload).not.toContain('$merge');
});
