import { differingProperty, type ObjectDescription, sameBytes } from '../../../domain/objects/identity';

function object(extra: Partial<ObjectDescription> = {}): ObjectDescription {
  return { versionId: 'v', etag: '"e"', size: 3, checksums: {}, metadata: {}, tagCount: 0, ...extra };
}
const kms = { encryption: 'aws:kms' };

test.each([
  ['equal MD5s', object(), object({ versionId: 'w' }), 'same'],
  ['unequal MD5s', object(), object({ versionId: 'w', etag: '"f"' }), 'different'],
  ['equal ETags of parts', object({ etag: '"e-2"' }), object({ versionId: 'w', etag: '"e-2"' }), 'same'],
  ['unequal ETags of parts', object({ etag: '"e-2"' }), object({ versionId: 'w', etag: '"f-3"' }), 'undecided'],
  ['parts and one piece', object({ etag: '"e-2"' }), object({ versionId: 'w' }), 'undecided'],
  ['a key of KMS', object(kms), object({ ...kms, versionId: 'w', etag: '"f"' }), 'undecided'],
  ['equal ETags under a key of KMS', object(kms), object({ ...kms, versionId: 'w' }), 'undecided'],
  [
    'a checksum that both have',
    object({ ...kms, checksums: { SHA256: 'x' } }),
    object({ ...kms, versionId: 'w', checksums: { CRC32: 'y', SHA256: 'x' } }),
    'same',
  ],
  [
    'a checksum that differs',
    object({ ...kms, checksums: { SHA256: 'x' } }),
    object({ ...kms, versionId: 'w', checksums: { SHA256: 'y' } }),
    'different',
  ],
  [
    'a checksum of checksums',
    object({ ...kms, checksumType: 'COMPOSITE', checksums: { SHA256: 'x-2' } }),
    object({ ...kms, versionId: 'w', checksums: { SHA256: 'y' } }),
    'undecided',
  ],
])('%s', (_, a, b, expected) => {
  expect(sameBytes(a, b)).toBe(expected);
});

test.each([
  ['size', { size: 4 }],
  ['contentType', { contentType: 'a/b' }],
  ['cacheControl', { cacheControl: 'no-store' }],
  ['contentDisposition', { contentDisposition: 'x' }],
  ['contentEncoding', { contentEncoding: 'gzip' }],
  ['contentLanguage', { contentLanguage: 'de' }],
  ['expires', { expires: 'x' }],
  ['websiteRedirect', { websiteRedirect: '/' }],
  ['storageClass', { storageClass: 'GLACIER' }],
  ['encryption', { encryption: 'AES256' }],
  ['encryptionKey', { encryptionKey: 'k' }],
  ['tagCount', { tagCount: 1 }],
  ['metadata', { metadata: { a: '1' } }],
])('a difference in %s is one', (name, extra) => {
  expect(differingProperty(object(), object(extra))).toBe(name);
});

test('another checksum algorithm is no difference to a reader', () => {
  expect(differingProperty(object(), object({ checksums: { CRC32: 'x' }, versionId: 'w' }))).toBeNull();
});
