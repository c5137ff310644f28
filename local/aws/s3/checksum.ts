import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import type { Body } from './body';

/** As in `x-amz-checksum-algorithm`; each has a header `x-amz-checksum-<lower case>`. */
export const ALGORITHMS = ['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface Checksum {
  readonly algorithm: Algorithm;
  /** Base64; with `-N` behind it when it is composed of the checksums of N parts. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface Hasher {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

/** Nothing for CRC64NVME, which is kept as the client gives it. */
export function hasher(algorithm: Algorithm | 'MD5'): Hasher | undefined {
  switch (algorithm) {
    case 'CRC32':
      return crcHasher(crc32);
    case 'CRC32C':
      return crcHasher(crc32c);
    case 'CRC64NVME':
      return undefined;
    default:
      return createHash(algorithm.toLowerCase());
  }
}

/** MD5 as hexadecimal digits, and the checksum when one is wanted. Those of a hollow body are made up. */
export async function digest(body: Body, algorithm?: Algorithm): Promise<{ md5: string; checksum?: Checksum }> {
  const md5 = createHash('md5');
  const sum = algorithm && hasher(algorithm);
  const chunks = body.isHollow ? [hollowDescription(body)] : body.chunks();
  for await (const chunk of chunks) {
    md5.update(chunk);
    sum?.update(chunk);
  }
  return {
    md5: md5.digest('hex'),
    checksum: algorithm && sum ? { algorithm, value: sum.digest().toString('base64'), type: 'FULL_OBJECT' } : undefined,
  };
}

/** What is digested instead of gigabytes of zeros. */
export function hollowDescription(body: Body): Buffer {
  return Buffer.from(`hollow:${body.size}`);
}

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

type Crc = (bytes: Buffer, value: number) => number;

function crcHasher(crc: Crc): Hasher {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc(bytes, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes;
    },
  };
}

/** A reflected 32-bit CRC by table. */
function tableCrc(polynomial: number): Crc {
  const table = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value >>> 0;
  });
  return (bytes, value) => {
    let crc = ~value;
    for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

const crc32c = tableCrc(0x82f63b78);
/** Node.js has it since 20.15. */
const crc32: Crc = zlib.crc32 ?? tableCrc(0xedb88320);
