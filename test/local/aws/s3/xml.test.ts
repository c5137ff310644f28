import { escapeXml, text } from '../../../../local/aws/s3/xml';
import { parseXml } from '../../../../local/aws/s3/xml-document';

describe('XML that goes out', () => {
  test('escapes markup, quotes and control characters', () => {
    expect(escapeXml('a&b<c>"d"\u0001\r\n')).toBe('a&amp;b&lt;c&gt;&quot;d&quot;&#x1;&#xd;&#xa;');
  });

  test('has no element for a value that is not there', () => {
    expect(text('Key', undefined)).toBe('');
    expect(text('Key', '')).toBe('<Key></Key>');
  });
});

describe('XML that comes in', () => {
  test('keeps white space, entities and the order of its children', () => {
    const root = parseXml(
      '<Delete><Object><Key> a&amp;b&#xd; </Key></Object><Object><Key>c</Key></Object></Delete>',
      'Delete',
    );
    expect(root.all('Object').map((child) => child.required('Key'))).toEqual([' a&b\r ', 'c']);
  });

  test.each([
    ['not well-formed', '<Delete><Object></Delete>'],
    ['of another kind', '<Tagging/>'],
    ['empty', ''],
    ['with a raw control character', '<Delete>\u0001</Delete>'],
  ])('is refused when it is %s', (_, source) => {
    expect(() => parseXml(source, 'Delete')).toThrow(expect.objectContaining({ code: 'MalformedXML', status: 400 }));
  });

  test('without a child it must have is refused', () => {
    expect(() => parseXml('<Delete/>', 'Delete').required('Key')).toThrow('Delete has no Key');
  });
});
