import { evaluate, type Request, type Statement } from './evaluate';

const arn = 'arn:aws:iam::111122223333:role/app';
const ask = (request: Request, statements: readonly Statement[], more: Partial<Parameters<typeof evaluate>[1]> = {}) =>
  evaluate(request, { arn, statements, ...more });
const everything: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('F116 as AWS documents the evaluation of policies', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
  test('what no statement allows is denied', () =>
    expect(ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }, [])).toBe('denied'));

  test('an explicit deny stands above every allow', () => {
    const statements: Statement[] = [everything, { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' }];
    expect(ask({ action: 's3:DeleteObject', resource: 'arn:aws:s3:::b/k' }, statements)).toBe('explicitly denied');
    expect(ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }, statements)).toBe('allowed');
  });

  test('names of actions have no case, resources have; a wildcard passes slashes', () => {
    const statements: Statement[] = [{ Effect: 'Allow', Action: 's3:getobject', Resource: 'arn:aws:s3:::b/a*' }];
    expect(ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/a/b/c' }, statements)).toBe('allowed');
    expect(ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/A' }, statements)).toBe('denied');
    expect(ask({ action: 's3:GetObjectVersion', resource: 'arn:aws:s3:::b/a' }, statements)).toBe('denied');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html, …_notresource.html
  test('NotAction and NotResource are everything else', () => {
    const notAction: Statement[] = [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }];
    expect(ask({ action: 'iam:CreateUser', resource: '*' }, notAction)).toBe('denied');
    expect(ask({ action: 's3:GetObject', resource: '*' }, notAction)).toBe('allowed');
    const hr = ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'];
    const notResource: Statement[] = [everything, { Effect: 'Deny', Action: 's3:*', NotResource: hr }];
    expect(ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::HRBucket/Payroll/1' }, notResource)).toBe('allowed');
    expect(ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::HRBucket' }, notResource)).toBe('explicitly denied');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  test('a boundary allows nothing by itself, and nothing goes past it', () => {
    const boundary: Statement[] = [{ Effect: 'Allow', Action: ['s3:*', 'cloudwatch:*'], Resource: '*' }];
    const create = { action: 'iam:CreateUser', resource: '*' };
    expect(ask(create, [{ Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' }], { boundary })).toBe('denied');
    expect(ask({ action: 's3:GetObject', resource: '*' }, [], { boundary })).toBe('denied');
    expect(ask({ action: 's3:GetObject', resource: '*' }, [everything], { boundary })).toBe('allowed');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
  test('all operators and keys must hold, with any of their values', () => {
    const Condition = { StringLike: { 'aws:username': ['a*', 'b'] }, Bool: { 'aws:SecureTransport': 'true' } };
    const statements: Statement[] = [{ ...everything, Condition }];
    const by = (context: Request['context']) => ask({ action: 's3:X', resource: '*', context }, statements);
    expect(by({ 'aws:username': 'anna', 'AWS:secureTransport': 'true' })).toBe('allowed');
    expect(by({ 'aws:username': 'anna', 'aws:SecureTransport': 'false' })).toBe('denied');
    expect(by({ 'aws:username': 'carl', 'aws:SecureTransport': 'true' })).toBe('denied');
    expect(by({ 'aws:username': 'b' })).toBe('denied');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  test.each<[string, readonly string[] | undefined, string]>([
    ['ForAllValues:StringEquals', ['environment', 'cost-center'], 'allowed'],
    ['ForAllValues:StringEquals', ['environment', 'other'], 'denied'],
    ['ForAllValues:StringEquals', undefined, 'allowed'],
    ['ForAnyValue:StringEquals', ['environment', 'other'], 'allowed'],
    ['ForAnyValue:StringEquals', undefined, 'denied'],
  ])('%s of the keys of tags, asked with %j: %s', (operator, keys, verdict) => {
    const Condition = { [operator]: { 'aws:TagKeys': ['environment', 'cost-center'] } };
    const context = keys && { 'aws:TagKeys': keys };
    expect(ask({ action: 'ec2:CreateTags', resource: '*', context }, [{ ...everything, Condition }])).toBe(verdict);
  });

  test.each<[string, unknown, Request['context'], string]>([
    ['StringNotEquals', 'x', {}, 'allowed'],
    ['StringNotEquals', 'x', { 'aws:k': 'x' }, 'denied'],
    ['StringEquals', 'x', {}, 'denied'],
    ['StringEqualsIfExists', 'x', {}, 'allowed'],
    ['StringEqualsIfExists', 'x', { 'aws:k': 'y' }, 'denied'],
    ['Null', 'true', {}, 'allowed'],
    ['Null', 'true', { 'aws:k': 'x' }, 'denied'],
    ['Null', 'false', { 'aws:k': 'x' }, 'allowed'],
    ['ArnLike', 'arn:aws:sns:*:111122223333:*', { 'aws:k': 'arn:aws:sns:eu-west-1:111122223333:t' }, 'allowed'],
    ['ArnLike', 'arn:aws:sns:*:t', { 'aws:k': 'arn:aws:sns:eu-west-1:111122223333:t' }, 'denied'],
  ])('%s %j, of a request with %j: %s', (operator, wanted, context, verdict) => {
    const Condition = { [operator]: { 'aws:k': wanted } };
    expect(ask({ action: 's3:X', resource: '*', context }, [{ ...everything, Condition }])).toBe(verdict);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account
  test('within an account the policy of a resource is enough, but a key asks for both', () => {
    const allow = (principal: string): Statement[] => [{ ...everything, Principal: { AWS: principal } }];
    const at = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
    expect(evaluate(at, { arn, statements: [] }, allow(arn))).toBe('allowed');
    expect(evaluate(at, { arn, statements: [] }, allow('arn:aws:iam::111122223333:role/other'))).toBe('denied');
    expect(evaluate(at, { arn, statements: [] }, allow('arn:aws:iam::111122223333:root'))).toBe('denied');
    const decrypt = { action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/k' };
    expect(evaluate(decrypt, { arn, statements: [everything] })).toBe('denied');
    expect(evaluate(decrypt, { arn, statements: [everything] }, allow('arn:aws:iam::111122223333:root'))).toBe(
      'allowed',
    );
  });

  test('what is not known is an error, no verdict', () =>
    expect(() =>
      ask({ action: 's3:X', resource: '*' }, [{ ...everything, Condition: { IpAddress: { 'aws:SourceIp': '::' } } }]),
    ).toThrow('IpAddress'));
});
