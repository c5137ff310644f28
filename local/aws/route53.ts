import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendQueryError } from './protocols/query';
import { readBody } from './protocols/request-body';
import { notImplemented, ServiceError } from './protocols/service-error';
import { element, text } from './s3/xml';
import { parseXml, type XmlElement } from './s3/xml-document';
import type { LocalService } from './service';

interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly values: readonly string[];
}

const ZONE = /^\/2013-04-01\/hostedzone\/([A-Z0-9]+)\/rrset/;
const CHANGE = /^\/2013-04-01\/change\/([A-Z0-9]+)$/;

/** Route 53: record sets of hosted zones, upserted and listed from a name on; every change is in sync at its second look. */
export class LocalRoute53 implements LocalService {
  readonly name = 'route53';
  private readonly zones = new Map<string, Map<string, RecordSet>>();
  /** Looks at each change so far. */
  private readonly changes = new Map<string, number>();

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://route53');
      const zone = ZONE.exec(url.pathname)?.[1];
      const change = CHANGE.exec(url.pathname)?.[1];
      const answer =
        zone !== undefined && request.method === 'POST'
          ? this.change(zone, parseXml(await readBody(request), 'ChangeResourceRecordSetsRequest'))
          : zone !== undefined && request.method === 'GET'
            ? this.list(zone, url.searchParams)
            : change !== undefined
              ? this.look(change)
              : undefined;
      if (answer === undefined) throw notImplemented(`${request.method} ${url.pathname} of \`route53\``);
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
    } catch (error) {
      sendQueryError(response, error);
    }
  }

  async close(): Promise<void> {}

  /** A zone exists once it was requested: names are not registered here. */
  private zone(id: string): Map<string, RecordSet> {
    const found = this.zones.get(id) ?? new Map<string, RecordSet>();
    this.zones.set(id, found);
    return found;
  }

  private change(zone: string, request: XmlElement): string {
    const changes = request.child('ChangeBatch')?.child('Changes')?.all('Change') ?? [];
    for (const change of changes) {
      if (change.required('Action') !== 'UPSERT') throw notImplemented(`The action ${change.value('Action')}`);
      const set = change.child('ResourceRecordSet');
      const values = set?.child('ResourceRecords')?.all('ResourceRecord') ?? [];
      if (set === undefined || values.length === 0) throw new ServiceError('InvalidInput', 'A record set has records.');
      const record = {
        name: dotted(set.required('Name')),
        type: set.required('Type'),
        ttl: Number(set.required('TTL')),
        values: values.map((value) => value.required('Value')),
      };
      this.zone(zone).set(`${record.name} ${record.type}`, record);
    }
    const id = `C${this.changes.size + 1}`;
    this.changes.set(id, 0);
    return element('ChangeResourceRecordSetsResponse', changeInfo(id, 'PENDING'));
  }

  private look(id: string): string {
    const looks = this.changes.get(id);
    if (looks === undefined) throw new ServiceError('NoSuchChange', `There is no change ${id}.`, 404);
    this.changes.set(id, looks + 1);
    return element('GetChangeResponse', changeInfo(id, looks > 0 ? 'INSYNC' : 'PENDING'));
  }

  private list(zone: string, asked: URLSearchParams): string {
    const from = `${dotted(asked.get('name') ?? '')} ${asked.get('type') ?? ''}`;
    const found = [...this.zone(zone)].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([key]) => key >= from);
    const most = Number(asked.get('maxitems') ?? 100);
    return element(
      'ListResourceRecordSetsResponse',
      element('ResourceRecordSets', ...found.slice(0, most).map(([, record]) => recordSet(record))),
      text('IsTruncated', found.length > most),
      text('MaxItems', most),
    );
  }
}

const dotted = (name: string): string => `${name.replace(/\.$/, '').toLowerCase()}.`;

const changeInfo = (id: string, status: string): string =>
  element(
    'ChangeInfo',
    text('Id', `/change/${id}`),
    text('Status', status),
    text('SubmittedAt', new Date().toISOString()),
  );

const recordSet = ({ name, type, ttl, values }: RecordSet): string =>
  element(
    'ResourceRecordSet',
    text('Name', name),
    text('Type', type),
    text('TTL', ttl),
    element('ResourceRecords', ...values.map((value) => element('ResourceRecord', text('Value', value)))),
  );
