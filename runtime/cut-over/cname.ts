import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { CutOverSpec, Undo } from '../../domain/traffic/cut-over';
import { type Patience, pollUntil } from '../execution/poll-until';
import type { Sent, Target, Way } from './cut-over';

/** Short: a record that is followed for long is an undo that takes long. */
const SECONDS_TO_LIVE = 60;

/**
 * The record that the application connects to leads to the restored database. A certificate of RDS names the instance
 * and not the record, so the application verifies the authority of it only (`verify-ca`), or resolves the record itself.
 */
export class CnameCutOver implements Way {
  constructor(
    private readonly spec: Extract<CutOverSpec, { kind: 'cname' }>,
    private readonly client: Route53Client,
    private readonly patience: Patience,
  ) {}

  /** A record that is missing is made. */
  async unfit(): Promise<undefined> {}

  async endpoint(): Promise<Sent> {
    return { host: hostOf(await this.read()) };
  }

  async undoOf(to: Target): Promise<Undo | undefined> {
    const record = await this.read();
    const host = hostOf(record);
    if (host === to.host) return undefined;
    const { hostedZoneId, recordName } = this.spec;
    const change = record === undefined ? undefined : JSON.stringify(upsert(record));
    return {
      prior: { hostedZoneId, recordName, host: host ?? null, ttl: record?.TTL ?? null },
      undo:
        change === undefined
          ? `Delete the CNAME ${recordName} of the hosted zone ${hostedZoneId}: there was none.`
          : `aws route53 change-resource-record-sets --hosted-zone-id ${hostedZoneId} --change-batch '${change}'`,
    };
  }

  /** Returns when every name server of the zone knows it; resolvers may keep the old one for its time to live. */
  async point(to: Target) {
    const record = await this.read();
    if (hostOf(record) !== to.host) {
      const wanted: ResourceRecordSet = {
        Name: this.spec.recordName,
        Type: 'CNAME',
        TTL: record?.TTL ?? SECONDS_TO_LIVE,
        ResourceRecords: [{ Value: to.host }],
      };
      const { ChangeInfo } = await this.client.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId: this.spec.hostedZoneId, ChangeBatch: upsert(wanted) }),
      );
      await this.inSync(ChangeInfo?.Id);
    }
    return { host: to.host, port: to.port };
  }

  /** A record carries no generation. */
  async stay(): Promise<void> {}

  private async inSync(Id: string | undefined): Promise<void> {
    await pollUntil(async () => {
      const { ChangeInfo } = await this.client.send(new GetChangeCommand({ Id }));
      return ChangeInfo?.Status === 'INSYNC'
        ? { found: true }
        : { waitingFor: `the name servers do not all know ${this.spec.recordName} yet` };
    }, this.patience);
  }

  private async read(): Promise<ResourceRecordSet | undefined> {
    const { hostedZoneId: HostedZoneId, recordName } = this.spec;
    const asked = { StartRecordName: recordName, StartRecordType: 'CNAME', MaxItems: 1 } as const;
    const { ResourceRecordSets } = await this.client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId, ...asked }),
    );
    return ResourceRecordSets?.find(({ Name, Type }) => Type === 'CNAME' && plain(Name) === plain(recordName));
  }
}

const upsert = (ResourceRecordSet: ResourceRecordSet) => ({
  Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }],
});

const hostOf = (record: ResourceRecordSet | undefined): string | undefined =>
  record?.ResourceRecords?.[0]?.Value?.replace(/\.$/, '');

/** Route 53 ends every name with a dot. */
const plain = (name: string | undefined): string | undefined => name?.replace(/\.$/, '').toLowerCase();
