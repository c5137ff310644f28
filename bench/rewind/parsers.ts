import { Readable } from 'node:stream';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { HttpResponse } from '@smithy/core/protocols';
import { SaxesParser } from 'saxes';
import { listVersionPage } from '../../runtime/objects/version-pages';

const PAGES = 300;
const CHUNK = 64 * 1024;

/** One page of a thousand entries as S3 writes it. */
function page(): Buffer {
  const entry = (i: number) =>
    `<Version><Key>pegasus/lectures/${i % 16}/${String(i).padStart(8, '0')}/audio.ogg</Key><VersionId>3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLU${i % 10}</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-23T04:00:00.000Z</LastModified><ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag><Size>434234</Size><StorageClass>STANDARD</StorageClass><Owner><ID>75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a</ID><DisplayName>mtd@amazon.com</DisplayName></Owner></Version>`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bench</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${Array.from({ length: 1000 }, (_, i) => entry(i)).join('')}</ListVersionsResult>`,
  );
}

function chunks(body: Buffer): Readable {
  return Readable.from(
    Array.from({ length: Math.ceil(body.length / CHUNK) }, (_, i) => body.subarray(i * CHUNK, (i + 1) * CHUNK)),
  );
}

/** Milliseconds for a page: the SDK's own way, ours, a SAX parser, and merely receiving the bytes. */
export async function parserTimes(): Promise<Readonly<Record<'sdk' | 'scanner' | 'saxes' | 'receive', number>>> {
  const body = page();
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: async () => ({ response: new HttpResponse({ statusCode: 200, headers: {}, body: chunks(body) }) }),
    },
  });
  const location = { bucket: 'bench', prefix: '' };
  return {
    sdk: await timed(() => client.send(new ListObjectVersionsCommand({ Bucket: 'bench', EncodingType: 'url' }))),
    scanner: await timed(() => listVersionPage(client, location, {})),
    saxes: await timed(() => sax(body)),
    receive: await timed(() => received(body)),
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < 20; i++) await run();
  const startedAt = performance.now();
  for (let i = 0; i < PAGES; i++) await run();
  return (performance.now() - startedAt) / PAGES;
}

async function sax(body: Buffer): Promise<number> {
  const parser = new SaxesParser();
  let fields: Record<string, string> = {};
  const entries: Record<string, string>[] = [];
  let text = '';
  parser.on('text', (found) => {
    text = found;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'Version') {
      entries.push(fields);
      fields = {};
    } else fields[name] = text;
  });
  for await (const chunk of chunks(body)) parser.write((chunk as Buffer).toString());
  parser.close();
  return entries.length;
}

async function received(body: Buffer): Promise<number> {
  let length = 0;
  for await (const chunk of chunks(body)) length += (chunk as Buffer).toString().length;
  return length;
}
