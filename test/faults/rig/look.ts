import { createHash } from 'node:crypto';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { parseTraffic, type Traffic } from '../../../domain/traffic/parameter';
import { type Objects, readObjects, readVersions } from '../../../local/drill/independent-check/objects';
import { readRows } from '../../../local/drill/independent-check/rows';
import type { Rig } from './rig';

/** All that a trial may change, as somebody sees it who knows nothing of the state machine. */
export interface Look {
  /** Every row of the database that the incident struck, and its settings; as hashes. */
  readonly source: { readonly rows: string; readonly settings: string };
  /** Of the protected bucket and of the evidence. */
  readonly versions: ReadonlySet<string>;
  /** Calls that asked for a version to be deleted. */
  readonly versionDeletes: number;
  /** Current objects of the protected bucket. */
  readonly objects: Objects;
  readonly traffic: Traffic;
  /** Which database the application is pointed at. */
  readonly secret: string;
  readonly databases: readonly string[];
}

export async function lookAt(rig: Rig): Promise<Look> {
  const { aws, stage, installation } = rig.production;
  const { s3, rds, bucket, databaseIdentifier } = stage;
  const [rows, objects, own, evidence, { DBInstances = [] }] = await Promise.all([
    readRows(rig.sourceUrl),
    readObjects(s3, bucket),
    readVersions(s3, bucket),
    readVersions(s3, installation.evidenceBucket),
    rds.send(new DescribeDBInstancesCommand({})),
  ]);
  const found = DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === databaseIdentifier);
  const { LatestRestorableTime: _moves, ...settings } = found ?? {};
  return {
    source: { rows: hash([...rows].map(([table, content]) => [table, ...content])), settings: hash(settings) },
    versions: new Set([...labelled(bucket, own), ...labelled('evidence', evidence)]),
    versionDeletes: aws.s3.versionDeletes,
    objects,
    traffic: parseTraffic(installation.trafficParameter, aws.parameters.get(installation.trafficParameter)?.Value),
    secret: aws.secrets.value(stage.databaseSecretArn),
    databases: DBInstances.map(({ DBInstanceIdentifier = '' }) => DBInstanceIdentifier).sort(),
  };
}

const labelled = (bucket: string, versions: ReadonlySet<string>) => [...versions].map((one) => `${bucket}: ${one}`);
const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Of production: what is written into the evidence changes nothing. */
export function differences(before: Look, now: Look, bucket: string): string[] {
  const own = ({ versions }: Look) => [...versions].filter((one) => one.startsWith(`${bucket}: `)).length;
  return [
    own(before) === own(now) ? '' : `${own(now) - own(before)} object versions more`,
    before.secret === now.secret ? '' : 'the secret of the application',
    before.traffic.mode === now.traffic.mode ? '' : `traffic ${before.traffic.mode} → ${now.traffic.mode}`,
    before.databases.join() === now.databases.join() ? '' : `databases ${now.databases.join(', ')}`,
  ].filter((one) => one !== '');
}
