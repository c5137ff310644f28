import { describe, expect, test } from '@jest/globals';
import { NO_VALUE, type References, resolve } from '../../../../local/aws/cloudformation/intrinsics';

const references: References = {
  ref: async (name) => (name === 'AWS::NoValue' ? NO_VALUE : name === 'List' ? ['x', 'y'] : `ref-${name}`),
  attribute: async (logicalId, name) => `${logicalId}/${name}`,
  condition: async (name) => name === 'Yes',
  mapping: (map, first, second) => `${map}-${first}-${second}`,
};
const value = (template: unknown) => resolve(template, references, []);

describe('is replaced:', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'A' }, 'ref-A'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['A', 'Arn'] }, 'A/Arn'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'A.Endpoint.Port' }, 'A/Endpoint.Port'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref-B-3'],
    ['Fn::Join of a list', { 'Fn::Join': ['-', { Ref: 'List' }] }, 'x-y'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    ['Fn::Sub', { 'Fn::Sub': '${A}/${B.Arn}/${!kept}/$x' }, 'ref-A/B/Arn/${kept}/$x'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    ['Fn::Sub with names', { 'Fn::Sub': ['${A}-${own}', { own: { Ref: 'B' } }] }, 'ref-A-ref-B'],
    ['Fn::Select', { 'Fn::Select': ['1', ['a', { Ref: 'B' }]] }, 'ref-B'],
    ['Fn::Split', { 'Fn::Split': ['-', { Ref: 'A' }] }, ['ref', 'A']],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'A' }] }] }, 'ref'],
    ['Fn::If', [{ 'Fn::If': ['Yes', 1, 2] }, { 'Fn::If': ['No', 1, 2] }], [1, 2]],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'A' }, 'k'] }, 'M-ref-A-k'],
    ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'A' }, 'ref-A'] }, true],
    ['Fn::Not', { 'Fn::Not': [{ Condition: 'Yes' }] }, false],
    ['Fn::And', { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
    ['Fn::Or', { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
    ['no value', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['at any depth', { a: [{ b: { Ref: 'C' } }] }, { a: [{ b: 'ref-C' }] }],
    ['nothing that only looks like it', { Ref: 'A', more: 1 }, { Ref: 'A', more: 1 }],
  ])('%s', async (_, template, expected) => {
    expect(await value(template)).toEqual(expected);
  });
});

describe('is refused:', () => {
  test.each<[string, unknown, string]>([
    ['Fn::ImportValue', { 'Fn::ImportValue': 'other' }, 'Fn::ImportValue'],
    ['a function that nobody knows', { 'Fn::Cidr': [] }, 'Fn::Cidr'],
    ['a dynamic reference', '{{resolve:secretsmanager:db:SecretString:password}}', 'dynamic reference'],
    [
      'a dynamic reference that is put together',
      { 'Fn::Join': ['', ['{{resolve:ssm:', { Ref: 'A' }, '}}']] },
      'dynamic reference',
    ],
    ['a choice beyond the list', { 'Fn::Select': [2, ['a', 'b']] }, 'nothing at 2'],
  ])('%s', async (_, template, message) => {
    await expect(value(template)).rejects.toThrow(message);
  });
});
