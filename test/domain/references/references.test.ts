import { describe, expect, test } from '@jest/globals';
import { PEGASUS_REFERENCES, parseReferences, readStoredPath } from '../../../domain/references/references';

const here = { bucket: 'media', prefix: 'pegasus/' };

describe('a stored path', () => {
  test.each([
    'pegasus/audio/l1.wav',
    'pegasus//x',
    'pegasus/a%2Fb',
    'pegasus/a+b c',
    'pegasus/../x',
    'pegasus/x?y#z',
    'pegasus/é',
    'pegasus/a\nb',
  ])('is taken as it stands: %j', (key) => {
    expect(readStoredPath(`s3://media/${key}`, here)).toEqual({ kind: 'here', key });
  });

  test.each([
    ['s3://other/pegasus/audio/l1.wav', 'in the bucket other'],
    ['s3://MEDIA/pegasus/a', 'in the bucket MEDIA'],
    ['s3://media/elsewhere/a', 'outside of the prefix pegasus/'],
    ['s3://media/pegasus', 'outside of the prefix pegasus/'],
    ['s3://media/', 'without a key'],
    ['s3://media', 'not an S3 path'],
    ['gs://media/pegasus/a', 'not an S3 path'],
    ['/data/pegasus/a', 'not an S3 path'],
    ['', 'not an S3 path'],
  ])('%j is elsewhere: %s', (path, why) => {
    expect(readStoredPath(path, here)).toEqual({ kind: 'elsewhere', why });
  });

  test('without a prefix the whole bucket is protected', () => {
    expect(readStoredPath('s3://media/a', { bucket: 'media', prefix: '' })).toEqual({ kind: 'here', key: 'a' });
  });
});

describe('the references of an environment', () => {
  test('are read back as they were written', () => {
    expect(parseReferences(JSON.stringify(PEGASUS_REFERENCES))).toEqual(PEGASUS_REFERENCES);
  });

  test.each(['[]', '{}', '[{"table":"a"}]', '[{"table":"","column":"b"}]'])('%s is refused and shown', (text) => {
    expect(() => parseReferences(text)).toThrow(`The references are ${text}; they must be a list such as`);
  });
});
