import { VersionScanner } from '../../../runtime/objects/version-scanner';

const ENTRY = (key: string, extra = '') =>
  `<Version><Key>${key}</Key><VersionId>v</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-23T04:00:00.789Z</LastModified><ETag>&quot;e&quot;</ETag><Size>7</Size>${extra}<Owner><ID>1</ID><DisplayName>Key</DisplayName></Owner></Version>`;
const MARKER =
  '<DeleteMarker><Key>m</Key><VersionId>null</VersionId><IsLatest>false</IsLatest><LastModified>2026-11-23T04:00:00Z</LastModified></DeleteMarker>';
const listed = (...content: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix/><IsTruncated>true</IsTruncated>${content.join('')}</ListVersionsResult>`;

function scan(...texts: string[]) {
  const scanner = new VersionScanner();
  for (const text of texts) scanner.write(text);
  return scanner.finish();
}

test('versions and markers come in the order of the body', () => {
  const { entries } = scan(listed(ENTRY('a'), MARKER, ENTRY('z')));
  expect(entries.map(({ key, kind }) => [key, kind])).toEqual([
    ['a', 'version'],
    ['m', 'marker'],
    ['z', 'version'],
  ]);
});

test('an entry carries what decides: time in whole seconds, ETag, size, class, thawed or not', () => {
  const { entries } = scan(
    listed(
      ENTRY(
        'k',
        '<StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2027-01-01T00:00:00Z</RestoreExpiryDate></RestoreStatus>',
      ),
    ),
  );
  expect(entries[0]).toEqual({
    key: 'k',
    kind: 'version',
    versionId: 'v',
    lastModified: Date.parse('2026-11-23T04:00:00Z'),
    isLatest: true,
    etag: '"e"',
    size: 7,
    storageClass: 'GLACIER',
    thawed: true,
  });
});

test('wherever the body is cut, the page is the same', () => {
  const body = listed(ENTRY('a&amp;b'), MARKER);
  const whole = scan(body);
  for (let cut = 0; cut <= body.length; cut++) expect(scan(body.slice(0, cut), body.slice(cut))).toEqual(whole);
});

test.each([
  ['with the encoding said', '<EncodingType>url</EncodingType>', 'a+b%2B%25%C3%A9', 'a b+%é'],
  ['without it', '', 'a+b%2B&#x1;&#38;&lt;', 'a+b%2B\u0001&<'],
])('a key %s', (_, encoding, given, expected) => {
  expect(scan(listed(ENTRY(given), encoding)).entries[0]!.key).toBe(expected);
});

test('the owner is not taken for the entry, nor an entry for the page', () => {
  const page = scan(listed('<NextKeyMarker>n</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker>', ENTRY('k')));
  expect(page).toMatchObject({
    isTruncated: true,
    nextKeyMarker: 'n',
    nextVersionIdMarker: 'v',
    entries: [{ key: 'k' }],
  });
});

test.each([
  ['cut off', listed(ENTRY('a')).slice(0, -5), 'ended in the middle'],
  ['empty', '', 'ended in the middle'],
  ['another document', '<html><body>gateway</body></html>', '<html>'],
  ['an entry without a time', listed('<Version><Key>k</Key><VersionId>v</VersionId></Version>'), 'lacks its key'],
])('a body that is %s is an error worth another try', (_, body, reason) => {
  expect(() => scan(body)).toThrow(
    expect.objectContaining({ $retryable: { throttling: false }, message: expect.stringContaining(reason) }),
  );
});

test('an error that comes with status 200 keeps its name', () => {
  expect(() => scan('<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please</Message></Error>')).toThrow(
    expect.objectContaining({ name: 'SlowDown', message: 'Please' }),
  );
});
