import { describe, expect, test } from '@jest/globals';
import { guardAddress, guardLiteral } from '../../../runtime/checks/application-address';

describe('F13: an address of the application', () => {
  test.each([
    '169.254.169.254',
    '169.254.0.0',
    'fe80::1',
    'fd00:ec2::254',
    '0.0.0.0',
    '::',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '255.255.255.255',
    'ff02::1',
  ])('%s is never allowed', (address) => {
    expect(() => guardAddress(address, 'app', true)).toThrow(`The application's host \`app\` is at ${address}`);
  });

  test.each(['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd12::1', '::ffff:10.0.0.1'])(
    '%s is allowed only inside a network',
    (address) => {
      expect(() => guardAddress(address, 'app', false)).toThrow('set `allowPrivateAddresses`');
      expect(() => guardAddress(address, 'app', true)).not.toThrow();
    },
  );

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('%s is the handler itself, outside a drill', (address) => {
    expect(() => guardAddress(address, 'app', false)).toThrow(
      'which is the computer itself, on AWS that of the handler',
    );
    expect(() => guardAddress(address, 'app', true)).not.toThrow();
  });

  test.each([
    '9.255.255.255',
    '11.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '2600::1',
    '::ffff:8.8.8.8',
  ])('%s is public', (address) => {
    expect(() => guardAddress(address, 'app', false)).not.toThrow();
  });

  test.each(['http://2130706433/', 'http://0x7f.1/', 'http://[::1]/', 'http://127.1/'])(
    '%s is the loopback address in another spelling',
    (url) => {
      expect(() => guardLiteral(new URL(url), false)).toThrow('the computer itself');
    },
  );

  test('a refusal is the caller’s mistake, not a passing fault', () => {
    expect(() => guardAddress('127.0.0.1', 'app', false)).toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
  });
});
