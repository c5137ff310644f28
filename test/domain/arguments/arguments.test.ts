import { arn } from '../../../domain/arguments/arn';
import { days, hours } from '../../../domain/arguments/duration';
import { bucket, folder, location, wholeBucket } from '../../../domain/arguments/location';
import { percentage } from '../../../domain/arguments/percentage';
import { name, text } from '../../../domain/arguments/text';
import { Unfit } from '../../../domain/arguments/unfit';
import { applicationUrl, databaseUrl, endpointUrl } from '../../../domain/arguments/url';
import { wholeNumber } from '../../../domain/arguments/whole-number';

const STATES = 'arn:aws:states:eu-central-1:123456789012';
const three = (given: string) => wholeNumber(given, 1, 3);
const percent = (given: string) => percentage(given, 0.01, 10);
const reason = (given: string) => text(given, 3);
const publicUrl = (given: string) => applicationUrl(given, false);
const anyUrl = (given: string) => applicationUrl(given, true);
const machine = (given: string) => arn(given, 'stateMachine');
const execution = (given: string) => arn(given, 'execution');

test.each<[(given: string) => unknown, string, unknown]>([
  [three, '1', 1],
  [three, '3', 3],
  [percent, '0.01', 0.01],
  [percent, '10', 10],
  [hours, '0', 0],
  [days, '366', 366],
  [location, 's3://one.two-3/a/b', { bucket: 'one.two-3', prefix: 'a/b/' }],
  [location, 's3://one.two-3/a/b/', { bucket: 'one.two-3', prefix: 'a/b/' }],
  [location, 's3://abc', { bucket: 'abc', prefix: '' }],
  [location, 's3://abc/', { bucket: 'abc', prefix: '' }],
  [bucket, 'abc', { bucket: 'abc' }],
  [bucket, 's3://abc/', { bucket: 'abc' }],
  [bucket, 's3://abc/p', { bucket: 'abc', prefix: 'p/' }],
  [wholeBucket, 's3://abc', 'abc'],
  [folder, '', ''],
  [folder, 'ä b', 'ä b/'],
  [reason, ' why ', 'why'],
  [name, '20261124t090000z-1f3a', '20261124t090000z-1f3a'],
  [endpointUrl, 'http://127.0.0.1:9000/', 'http://127.0.0.1:9000'],
  [publicUrl, 'https://a.b/app', 'https://a.b/app'],
  [publicUrl, 'http://11.0.0.5', 'http://11.0.0.5'],
  [publicUrl, 'http://[64:ff9b::8.8.8.8]', 'http://[64:ff9b::8.8.8.8]'],
  [publicUrl, 'http://localhost.example.com', 'http://localhost.example.com'],
  [anyUrl, 'http://10.0.0.5:8080', 'http://10.0.0.5:8080'],
  [anyUrl, 'http://localhost', 'http://localhost'],
  [databaseUrl, 'postgres://u:p%40@h/db', 'postgres://u:p%40@h/db'],
  [databaseUrl, 'postgresql:///db?host=/run/postgresql', 'postgresql:///db?host=/run/postgresql'],
  [machine, `${STATES}:stateMachine:r`, `${STATES}:stateMachine:r`],
  [machine, `${STATES}:stateMachine:r:live`, `${STATES}:stateMachine:r:live`],
  [
    execution,
    `${STATES.replace('aws', 'aws-us-gov')}:execution:r:x`,
    `${STATES.replace('aws', 'aws-us-gov')}:execution:r:x`,
  ],
])('%p reads %j', (parse, given, read) => expect(parse(given)).toEqual(read));

test.each<[(given: string) => unknown, readonly string[]]>([
  [three, ['0', '4', '', ' 1', '1.0', '+1', '1e0', '0x1', 'one', '-1']],
  [percent, ['', '0.009', '10.1', '1e1', '0x5', '.5', '5.', ' 5', '+5', 'Infinity', 'all']],
  [hours, ['-1', '8785', '1h']],
  [days, ['0', '367', 'P1D']],
  [
    location,
    [
      '',
      'abc/p',
      's3:/abc',
      's3://',
      's3:///p',
      's3://ab',
      's3://Abc/p',
      's3://abc//p',
      's3://abc/a//b',
      'https://abc/p',
    ],
  ],
  [bucket, ['', 'ab', 'a_b', 'arn:aws:s3:::abc', 'abc/p', `a${'b'.repeat(63)}`]],
  [wholeBucket, ['s3://abc/p']],
  [folder, ['/', '/p', 'p//', 'a//b', 's3:p']],
  [reason, ['', '  ', 'long']],
  [name, ['', 'run/', '../run', 'a b', '-x']],
  [endpointUrl, ['127.0.0.1:9000', 'localhost', 'ftp://h', 'http://', 'http://h/p', 'http://u@h', 'http://h?q']],
  [endpointUrl, ['http://:pw@h', 'http://h?', 'http://h#', 'http://h ', 'http://h:0']],
  [publicUrl, ['https://a.b?', 'https://a.b#', 'https://a.b/?', ' https://a.b', 'https://:pw@a.b', 'https://a.b:0']],
  [
    publicUrl,
    [
      'http://198.18.0.1',
      'http://192.0.0.170',
      'http://[fec0::1]',
      'http://localhost.localdomain',
      'http://ip6-localhost',
    ],
  ],
  [anyUrl, ['http://[64:ff9b:1::a9fe:a9fe]', 'http://[::ffff:0:a9fe:a9fe]']],
  [publicUrl, ['foo', 'a.b', 'https://u@a.b', 'https://a.b#c', 'http://10.0.0.5', 'http://localhost']],
  [anyUrl, ['foo', 'http://169.254.169.254', 'http://0xa9fea9fe', 'http://[fd00:ec2::254]', 'http://0']],
  [
    databaseUrl,
    [
      'postgresql://u:12?ss@h/db',
      'mysql://h/db',
      'postgresql://',
      'h:5432',
      '',
      'postgresql:///db?host=',
      'postgresql://%zz@h/db',
    ],
  ],
  [
    machine,
    ['x', `${STATES}:execution:r:x`, `${STATES}:stateMachine:`, 'arn:aws:states:eu-central-1:1:stateMachine:r'],
  ],
  [execution, ['x', `${STATES}:stateMachine:r`, `${STATES}:execution:r`]],
])('%p refuses %j', (parse, refused) => {
  for (const given of refused) expect(() => parse(given)).toThrow(Unfit);
});
