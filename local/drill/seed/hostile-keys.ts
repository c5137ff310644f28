/** File names that are legal in S3 and have broken restores: each comes back under exactly this name. */
export const HOSTILE_FILE_NAMES: readonly string[] = [
  'two  spaces and a trailing one ',
  'a+b=c&d%2Fe.pdf',
  'what?version=1#page=2.md',
  'semester//2026/./../slides.pdf',
  'лекция-\u{1F984}.txt',
  'nfc-caf\u00e9.txt',
  'nfd-cafe\u0301.txt',
  '<tag attribute="\'">&amp;.xml',
  'back\\slash and a\ttab.txt',
  'control-\u0001-character.bin',
];

/** As long as S3 allows: 1,024 bytes of UTF-8, prefix included. */
export function longestKey(prefix: string): string {
  return prefix + 'x'.repeat(1024 - Buffer.byteLength(prefix));
}
