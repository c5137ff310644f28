import { parseXml, type XmlElement } from '../../../../local/aws/s3/xml-document';

/** An entry of a listing in the order of the response's body, which the SDK does not keep. */
export interface RawEntry {
  readonly kind: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly isLatest: boolean;
  /** Milliseconds; not of a common prefix. */
  readonly lastModified: number;
  /** Of a version. */
  readonly etag: string | undefined;
}

/**
 * All versions and markers, `pageSize` at a time.
 * @param server URL of a store that asks for no signature, or what gets a path
 */
export async function listRaw(
  server: string | ((path: string) => Promise<Response>),
  bucket: string,
  parameters: Readonly<Record<string, string>> = {},
  pageSize = 1000,
): Promise<RawEntry[]> {
  const get = typeof server === 'string' ? (path: string) => fetch(`${server}${path}`) : server;
  const entries: RawEntry[] = [];
  let markers: Record<string, string> = {};
  for (;;) {
    const query = new URLSearchParams({ ...parameters, 'max-keys': String(pageSize), ...markers });
    const response = await get(`/${bucket}?versions&encoding-type=url&${query}`);
    const page = parseXml(await response.text(), 'ListVersionsResult');
    entries.push(...page.children.flatMap(toEntry));
    if (page.value('IsTruncated') !== 'true') return entries;
    const versionId = page.value('NextVersionIdMarker');
    markers = {
      'key-marker': decodeKey(page.required('NextKeyMarker')),
      ...(versionId !== undefined && { 'version-id-marker': versionId }),
    };
  }
}

function toEntry(element: XmlElement): RawEntry[] {
  const { name: kind } = element;
  if (kind === 'CommonPrefixes') {
    return [
      {
        kind,
        key: decodeKey(element.required('Prefix')),
        versionId: undefined,
        isLatest: false,
        lastModified: 0,
        etag: undefined,
      },
    ];
  }
  if (kind !== 'Version' && kind !== 'DeleteMarker') return [];
  const isLatest = element.value('IsLatest') === 'true';
  const lastModified = Date.parse(element.required('LastModified'));
  const key = decodeKey(element.required('Key'));
  return [{ kind, key, versionId: element.value('VersionId'), isLatest, lastModified, etag: element.value('ETag') }];
}

function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', '%20'));
}
