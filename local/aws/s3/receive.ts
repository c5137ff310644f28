import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Body } from './body';
import { BodyWriter } from './body-writer';
import { ALGORITHMS, type Algorithm, type Checksum, type Hasher, hasher } from './checksum';
import { s3Error } from './errors';
import type { Headers } from './headers';
import { unchunk } from './unchunk';

export interface Received {
  readonly body: Body;
  /** Hexadecimal digits. */
  readonly md5: string;
  /** The one the client sent, or the one that was asked for. */
  readonly checksum?: Checksum;
}

/**
 * Takes in a request's body and holds it against everything the client said of it: length, MD5, SHA-256 of the
 * signature, checksum in a header or a trailer. Nothing is left behind when one of them is wrong.
 * @param wanted computed when the client sends no checksum itself
 */
export async function receive(
  request: IncomingMessage,
  headers: Headers,
  directory: string,
  wanted?: Algorithm,
): Promise<Received> {
  const algorithm = announced(headers) ?? wanted;
  const checksum = algorithm && hasher(algorithm);
  const signed = /^[0-9a-f]{64}$/.test(headers['x-amz-content-sha256'] ?? '') ? createHash('sha256') : undefined;
  const md5 = createHash('md5');
  const hashers: Hasher[] = [md5, checksum, signed].filter((one) => one !== undefined);
  const trailers = new Map<string, string>();
  const writer = new BodyWriter(directory);
  try {
    for await (const chunk of payload(request, headers, trailers)) {
      for (const one of hashers) one.update(chunk);
      await writer.write(chunk);
    }
    checkLength(headers, writer.size);
    const digest = md5.digest();
    checkMd5(headers, digest);
    if (signed && signed.digest('hex') !== headers['x-amz-content-sha256']) throw s3Error('XAmzContentSHA256Mismatch');
    const value = algorithm && checkSum(algorithm, checksum?.digest().toString('base64'), headers, trailers);
    return {
      body: await writer.finish(),
      md5: digest.toString('hex'),
      checksum: algorithm && value ? { algorithm, value, type: 'FULL_OBJECT' } : undefined,
    };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

function payload(request: IncomingMessage, headers: Headers, trailers: Map<string, string>): AsyncIterable<Buffer> {
  return headers['x-amz-content-sha256']?.startsWith('STREAMING-') ? unchunk(request, trailers) : request;
}

/** The algorithm of the checksum that the client sends, before or behind the body. */
function announced(headers: Headers): Algorithm | undefined {
  return ALGORITHMS.find((algorithm) => {
    const name = headerOf(algorithm);
    return headers[name] !== undefined || headers['x-amz-trailer']?.toLowerCase().split(',').includes(name);
  });
}

function headerOf(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function checkLength(headers: Headers, size: number): void {
  const length = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
  if (length !== undefined && Number(length) !== size) throw s3Error('IncompleteBody');
}

function checkMd5(headers: Headers, digest: Buffer): void {
  const given = headers['content-md5'];
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').length !== 16) throw s3Error('InvalidDigest');
  if (given !== digest.toString('base64')) throw s3Error('BadDigest');
}

function checkSum(
  algorithm: Algorithm,
  computed: string | undefined,
  headers: Headers,
  trailers: Map<string, string>,
): string | undefined {
  const name = headerOf(algorithm);
  const given = headers[name] ?? trailers.get(name);
  if (given === undefined && headers['x-amz-trailer'] !== undefined) throw s3Error('MalformedTrailerError');
  if (given !== undefined && computed !== undefined && given !== computed) {
    throw s3Error('BadDigest', { Message: `The ${algorithm} you specified did not match the calculated checksum.` });
  }
  return given ?? computed;
}
