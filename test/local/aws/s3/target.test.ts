import { parseTarget } from '../../../../local/aws/s3/target';

const named = (url: string) => {
  const { bucket, key } = parseTarget('GET', url);
  return { bucket, key };
};

describe('a path-style URL', () => {
  test('names the service, a bucket or an object', () => {
    expect(named('/')).toEqual({ bucket: '', key: '' });
    expect(named('/bucket?versions')).toEqual({ bucket: 'bucket', key: '' });
    expect(named('/bucket/')).toEqual({ bucket: 'bucket', key: '' });
    expect(named('/bucket/a/b?versionId=null')).toEqual({ bucket: 'bucket', key: 'a/b' });
  });

  test('keeps dots, double slashes and a leading slash of the key', () => {
    expect(named('/bucket/a/../b/./c').key).toBe('a/../b/./c');
    expect(named('/bucket//a//b').key).toBe('/a//b');
  });

  test('decodes the key once, and takes a plus as it is', () => {
    expect(named('/bucket/100%25+%252F%3Fx%23y').key).toBe('100%+%2F?x#y');
  });

  test('that is not percent-encoded UTF-8 is refused', () => {
    expect(() => parseTarget('GET', '/bucket/%ff')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
  });
});
