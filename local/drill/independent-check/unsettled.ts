import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { UnsettledKey } from '../../../domain/objects/unsettled';
import type { RestoreReport } from '../../../domain/report/model';
import type { CheckResult } from '../../../domain/workflow/workflow';
import type { Version } from '../../aws/s3/versions';
import type { OpenKeys } from '../second-t/open-keys';
import { describe, difference, isEmpty } from './difference';
import { describeObject, type Objects } from './objects';
import { verdict } from './verdict';

/** Every key that the report lists as unsettled, from where it says that all of them are. */
export async function readUnsettled(s3: S3Client, report: RestoreReport): Promise<readonly UnsettledKey[]> {
  const [, Bucket, Prefix] = /^s3:\/\/([^/]+)\/(.+)$/.exec(report.unsettled?.evidence ?? '') ?? [];
  if (Bucket === undefined) return [];
  const keys: UnsettledKey[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const lines = ((await Body?.transformToString()) ?? '').trim().split('\n');
      keys.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as UnsettledKey));
    }
  }
  return keys;
}

const AMONG = 'what it held is among the versions that are named';

/** The report lists the keys that nothing can tell of, each with the version that it held, and no other key. */
export function exactlyTheOpenKeys(
  open: OpenKeys = new Map(),
  unsettled: readonly UnsettledKey[],
  { unsettled: counted }: Pick<RestoreReport, 'unsettled'>,
): CheckResult {
  const expected = new Map([...open.keys()].map((key) => [key, AMONG]));
  const listed = new Map(unsettled.map((one) => [one.key, names(one, open.get(one.key)) ? AMONG : 'it is not']));
  const found = difference(expected, listed);
  const counts = `${counted?.keys ?? 0} counted, ${unsettled.length} listed`;
  const holds = (counted?.keys ?? 0) === unsettled.length && isEmpty(found);
  const what = 'keys that were overwritten or uploaded in parts around the target time, and no other';
  return verdict('unsettled keys', `${open.size} ${what}`, `${describe(found)}; ${counts}`, holds);
}

const names = ({ taken, others }: UnsettledKey, held: string | null | undefined): boolean =>
  held === null || [taken, ...others].some((one) => one === held);

/** The truth as far as it can be asked for: a key of the list is what the list says, or any. */
export async function asListed(
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  truth: Objects,
  unsettled: readonly UnsettledKey[],
): Promise<Objects> {
  const objects = new Map(truth);
  for (const { key, taken } of unsettled) {
    if (taken === null) objects.delete(key);
    else objects.set(key, await describeObject(s3, bucket, key, taken));
  }
  return objects;
}

/** Keys that the restore has not written to: nothing was taken, or what stood there already. */
export function notWritten(
  histories: ReadonlyMap<string, readonly Pick<Version, 'versionId'>[]>,
  unsettled: readonly UnsettledKey[],
): ReadonlySet<string> {
  const stands = ({ key, taken }: UnsettledKey) => taken === null || histories.get(key)?.at(-1)?.versionId === taken;
  return new Set(unsettled.filter(stands).map(({ key }) => key));
}

/** Those that were left as they stood. */
export const leftAlone = (unsettled: readonly UnsettledKey[]): ReadonlySet<string> =>
  new Set(unsettled.filter(({ taken }) => taken === null).map(({ key }) => key));
