import { command, readOptions } from '../../aws-check/options';

const read = (...words: string[]) => readOptions(['node', 'aws-check', ...words]);

test('account and Region are typed, never taken from the environment', () => {
  expect(() => read('--region', 'eu-central-1')).toThrow(/`--account` is missing/);
  expect(() => read('--account', '123456789012')).toThrow(/`--region` is missing/);
  expect(read('--account', '123456789012', '--region', 'eu-central-1')).toEqual({
    account: '123456789012',
    region: 'eu-central-1',
    keep: false,
    remove: false,
    dryRun: false,
  });
});

test.each(['1234', 'sandbox', '1234567890123'])('the account %s is refused', (account) =>
  expect(() => read('--account', account, '--region', 'eu-central-1')).toThrow(/must be the 12 digits/),
);

test('a Region that does not exist is refused', () =>
  expect(() => read('--account', '123456789012', '--region', 'eu-centrl-1')).toThrow(/Did you mean eu-central-1/));

test('the help says that it has not run on AWS, and what it costs', () =>
  expect(command().helpInformation().replaceAll(/\s+/g, ' ')).toMatch(
    /NOT YET RUN ON AWS.*costs between \$[\d.]+ and/,
  ));
