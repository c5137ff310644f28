import { describe, expect, test } from '@jest/globals';
import { readDefinition } from '../../../../local/aws/step-functions/definition-check';
import { stateMachine, task } from './harness';

const end = { End: true };
const pass = { Type: 'Pass', ...end };
const problemsOf = async (definition: object): Promise<readonly string[]> => {
  const read = await readDefinition(JSON.stringify(definition));
  return 'problems' in read ? read.problems : [];
};
const map = (fields: object, mode = 'DISTRIBUTED') => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: mode === 'INLINE' ? { Mode: mode } : { Mode: mode, ExecutionType: 'STANDARD' },
    StartAt: 'Child',
    States: { Child: pass },
  },
  ...end,
  ...fields,
});

test('a definition with every state type and every known field is accepted', async () => {
  const retry = [
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 1,
      MaxAttempts: 0,
      BackoffRate: 1.5,
      MaxDelaySeconds: 5,
      JitterStrategy: 'FULL',
    },
  ];
  const definition = {
    Comment: 'all of it',
    QueryLanguage: 'JSONata',
    Version: '1.0',
    TimeoutSeconds: 60,
    StartAt: 'Pass',
    States: {
      Pass: { Type: 'Pass', Output: { a: ['{% $states.input %}'] }, Assign: { kept: '{% 1 + 1 %}' }, Next: 'Task' },
      Task: task({
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        TimeoutSeconds: '{% $kept * 30 %}',
        HeartbeatSeconds: 5,
        Retry: retry,
        Catch: [
          { ErrorEquals: ['Retryable'], Next: 'Failed', Output: '{% $states.errorOutput %}', Assign: { kept: 1 } },
        ],
        Next: 'Choice',
      }),
      Choice: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $kept = 2 %}', Next: 'Wait', Output: 1, Assign: { kept: 3 }, Comment: 'two' }],
        Default: 'Until',
      },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Parallel' },
      Until: { Type: 'Wait', Timestamp: '2026-11-23T04:00:00Z', Next: 'Parallel' },
      Parallel: {
        Type: 'Parallel',
        Arguments: '{% $states.input %}',
        Branches: [{ StartAt: 'Branch', States: { Branch: pass } }],
        Retry: retry,
        Next: 'Map',
      },
      Map: map({
        ItemReader: {
          Resource: 'arn:aws:states:::s3:listObjectsV2',
          Arguments: { Bucket: 'b', Prefix: '{% $states.input.prefix %}' },
          ReaderConfig: { MaxItems: 5 },
        },
        ItemSelector: { part: '{% $states.context.Map.Item.Value %}' },
        ItemBatcher: { MaxItemsPerBatch: 2, MaxInputBytesPerBatch: 1000, BatchInput: { a: 1 } },
        MaxConcurrency: '{% $kept %}',
        ToleratedFailureCount: 1,
        ToleratedFailurePercentage: 0.5,
        Label: 'Parts',
        End: undefined,
        Next: 'Succeeded',
      }),
      Succeeded: { Type: 'Succeed', Output: '{% $states.input %}' },
      Failed: { Type: 'Fail', Error: '{% $states.input.Error %}', Cause: 'known' },
    },
  };
  expect(await problemsOf(definition)).toEqual([]);
});

describe('what this machine does not do is refused with its path:', () => {
  test.each<[string, object, string]>([
    ['JSONPath', { StartAt: 'A', States: { A: pass } }, '/QueryLanguage'],
    ['JSONPath in one state', stateMachine({ A: { ...pass, QueryLanguage: 'JSONPath' } }), '/States/A/QueryLanguage'],
    [
      'a field of JSONPath',
      stateMachine({ A: { ...pass, InputPath: '$' } }),
      '/States/A/InputPath: the field `InputPath`',
    ],
    ['a field nobody knows', stateMachine({ A: task({ Timeout: 3 }) }), '/States/A/Timeout: the field `Timeout`'],
    ['a field of the machine', { ...stateMachine({ A: pass }), Tags: [] }, '/Tags: the field `Tags`'],
    ['a state type', stateMachine({ A: { Type: 'Loop', ...end } }), '/States/A/Type: the state type `Loop`'],
    [
      'another service',
      stateMachine({ A: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }) }),
      '/States/A/Resource: only lambda:invoke',
    ],
    [
      'an argument of the service',
      stateMachine({ A: task({ Arguments: { FunctionName: 'f', InvocationType: 'Event' } }) }),
      '/States/A/Arguments/InvocationType: the field',
    ],
    [
      'a field of a retrier',
      stateMachine({ A: task({ Retry: [{ ErrorEquals: ['a'], Jitter: 1 }] }) }),
      '/States/A/Retry/0/Jitter: the field',
    ],
    [
      'a field of a catcher',
      stateMachine({ A: task({ Catch: [{ ErrorEquals: ['a'], Next: 'A', ResultPath: '$' }] }) }),
      '/States/A/Catch/0/ResultPath: the field',
    ],
    ['a result writer', stateMachine({ A: map({ ResultWriter: {} }) }), '/States/A/ResultWriter: the field'],
    [
      'another item reader',
      stateMachine({
        A: map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Arguments: { Bucket: 'b' } } }),
      }),
      '/States/A/ItemReader/Resource: only s3:listObjectsV2',
    ],
    [
      'express children',
      stateMachine({
        A: map({
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'B',
            States: { B: pass },
          },
        }),
      }),
      '/States/A/ItemProcessor/ProcessorConfig/ExecutionType',
    ],
    [
      'a field inside of a branch',
      stateMachine({
        A: { Type: 'Parallel', ...end, Branches: [{ StartAt: 'B', States: { B: { ...pass, Result: 1 } } }] },
      }),
      '/States/A/Branches/0/States/B/Result: the field',
    ],
    [
      'an item reader in an inline map',
      stateMachine({
        A: map({ ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', Arguments: { Bucket: 'b' } } }, 'INLINE'),
      }),
      '/States/A/ItemReader: only in the mode DISTRIBUTED',
    ],
    [
      'a function that JSONata does not have',
      stateMachine({ A: { ...pass, Output: '{% $zip2($states.input) %}' } }),
      '/States/A/Output: uses `$zip2`',
    ],
    [
      'a function that Step Functions does not have',
      stateMachine({ A: { ...pass, Output: { b: "{% $eval('1') %}" } } }),
      '/States/A/Output/b: uses `$eval`',
    ],
    [
      'a variable that nobody assigns',
      stateMachine({ A: { ...pass, Output: '{% $unknown %}' } }),
      '/States/A/Output: uses `$unknown`',
    ],
    [
      'a part of $states',
      stateMachine({ A: { ...pass, Output: '{% $states.inptu %}' } }),
      '/States/A/Output: uses `$states.inptu`',
    ],
    [
      'a part of the context',
      stateMachine({ A: { ...pass, Output: '{% $states.context.State.Retries %}' } }),
      '/States/A/Output: uses `$states.context.State.Retries`',
    ],
    [
      'a bare `$`',
      stateMachine({ A: { ...pass, Output: '{% $states.input[$ > 1] %}' } }),
      '/States/A/Output: uses a bare `$`',
    ],
    ['what is not JSONata', stateMachine({ A: { ...pass, Output: '{% 1 + %}' } }), '/States/A/Output: is not JSONata'],
  ])('%s', async (_, definition, expected) => {
    expect(await problemsOf(definition)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('states must lead somewhere:', () => {
  const heartbeat = { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', HeartbeatSeconds: 5 };
  test.each<[string, object, string]>([
    ['to a state that exists', stateMachine({ A: { Type: 'Pass', Next: 'B' } }), '/States/A: there is no state `B`'],
    [
      'from a start that exists',
      { QueryLanguage: 'JSONata', StartAt: 'B', States: { A: pass } },
      '/StartAt: there is no state `B`',
    ],
    [
      'not only around each other',
      stateMachine({ A: pass, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } }),
      '/States/B: no way from `StartAt`',
    ],
    ['on or to the end', stateMachine({ A: { Type: 'Pass' } }), '/States/A: needs either `Next` or `End`'],
    ['not on and to the end', stateMachine({ A: { ...pass, Next: 'A' } }), '/States/A: needs either `Next` or `End`'],
    [
      'with States.ALL last',
      stateMachine({ A: task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['a'] }] }) }),
      '/States/A/Retry/0/ErrorEquals',
    ],
    [
      'with States.ALL alone',
      stateMachine({ A: task({ Retry: [{ ErrorEquals: ['a', 'States.ALL'] }] }) }),
      '/States/A/Retry/0/ErrorEquals',
    ],
    [
      'by one wait',
      stateMachine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', ...end } }),
      '/States/A: needs either `Seconds` or `Timestamp`',
    ],
    [
      'with names used once',
      stateMachine({ A: { Type: 'Parallel', ...end, Branches: [{ StartAt: 'A', States: { A: pass } }] } }),
      '/States/A/Branches/0/States/A: the name is used twice',
    ],
    [
      'with variables of one scope',
      stateMachine({
        A: { ...pass, Assign: { x: 1 }, End: undefined, Next: 'B' },
        B: map({ ItemProcessor: { StartAt: 'C', States: { C: { ...pass, Assign: { x: 2 } } } } }),
      }),
      'the variable `x`',
    ],
    [
      'with heartbeats that somebody can send',
      stateMachine({ A: task({ HeartbeatSeconds: 5 }) }),
      '/States/A/HeartbeatSeconds: only with',
    ],
    [
      'with heartbeats shorter than the time-out',
      stateMachine({ A: task({ ...heartbeat, TimeoutSeconds: 5 }) }),
      '/States/A/HeartbeatSeconds: must be smaller',
    ],
  ])('%s', async (_, definition, expected) => {
    expect((await problemsOf(definition)).join('\n')).toContain(expected);
  });
});

test('what an expression binds itself is no unknown variable', async () => {
  const Output = '{% ( $double := function($x) { $x * 2 }; $map($states.input.list, $double) ~> $sum ) %}';
  const grouped = '{% $states.input.books@$b#$i.{ "at": $i, "title": $b.title } %}';
  expect(await problemsOf(stateMachine({ A: { ...pass, Output, Assign: { g: grouped } } }))).toEqual([]);
});
