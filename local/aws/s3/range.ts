import { s3Error } from './errors';

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * One range of bytes; nothing, and so the whole object, for what S3 ignores: other units and several ranges.
 * @throws S3Error InvalidRange when no byte of the object lies in it
 */
export function parseRange(header: string, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= size || start >= end) {
    throw s3Error(
      'InvalidRange',
      { RangeRequested: header, ActualObjectSize: String(size) },
      { 'content-range': `bytes */${size}` },
    );
  }
  return { start, length: end - start };
}

/**
 * The bytes of one part of an object; an object in one piece is its own part 1. An empty one has no range at all.
 * @throws S3Error InvalidRange when there is no such part
 */
export function parsePart(given: string, sizes: readonly number[]): ByteRange | undefined {
  const number = Number(given);
  const length = sizes[number - 1];
  if (length === undefined) {
    throw s3Error('InvalidRange', { Message: `Part ${given} does not exist; there are ${sizes.length}` });
  }
  const start = sizes.slice(0, number - 1).reduce((sum, size) => sum + size, 0);
  return length === 0 ? undefined : { start, length };
}

/**
 * `x-amz-copy-source-range`, which must name both ends and lie within the source.
 * @throws S3Error InvalidArgument, or InvalidRequest when it reaches beyond the end
 */
export function parseCopyRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, length: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw s3Error('InvalidArgument', { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header });
  }
  if (Number(last) >= size) {
    throw s3Error('InvalidArgument', { Message: `Range specified is not valid for source object of size: ${size}` });
  }
  return { start: Number(first), length: Number(last) - Number(first) + 1 };
}
