import type { Bucket } from './bucket';
import { type ObjectVersion, storageClass, type Version } from './versions';
import { parseXml, type XmlElement } from './xml-document';

const DAY = 24 * 60 * 60 * 1000;
/** Smaller objects are not moved, unless the rule's filter says another size. */
const LEAST_BYTES = 128 * 1024;
/** Lifecycle moves objects down this list, never up. */
const DOWNWARDS = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

/** A rule that moves objects of a prefix to another class, so many days after they were stored or superseded. */
interface Move {
  readonly prefix: string;
  readonly leastBytes: number;
  readonly noncurrent: boolean;
  readonly days: number;
  readonly storageClass: string;
}

/** Carries out the transitions that are due; expirations are not done here. Key and version stay as they are. */
export function moveByLifecycle(bucket: Bucket, now: number): void {
  const configuration = bucket.configurations.get('lifecycle');
  if (configuration === undefined) return;
  const moves = parseXml(configuration, 'LifecycleConfiguration').all('Rule').flatMap(movesOf);
  if (moves.length === 0) return;
  for (const key of bucket.keys.inOrder()) {
    const history = bucket.history(key);
    history.forEach((version, at) => {
      if (version.kind === 'marker') return;
      const due = moves.filter((move) => key.startsWith(move.prefix) && isDue(move, version, history[at + 1], now));
      const lowest = due
        .map((move) => move.storageClass)
        .sort(byDepth)
        .at(-1);
      if (lowest !== undefined && byDepth(lowest, storageClass(version)) > 0) bucket.move(key, at, lowest);
    });
  }
}

function movesOf(rule: XmlElement): Move[] {
  if (rule.value('Status') !== 'Enabled') return [];
  const filter = rule.child('Filter')?.child('And') ?? rule.child('Filter') ?? rule;
  const common = {
    prefix: filter.value('Prefix') ?? '',
    leastBytes: Number(filter.value('ObjectSizeGreaterThan') ?? LEAST_BYTES - 1) + 1,
  };
  const of = (name: string, days: string, noncurrent: boolean) =>
    rule
      .all(name)
      .filter((move) => move.value(days) !== undefined)
      .map((move) => {
        return { ...common, noncurrent, days: Number(move.value(days)), storageClass: move.required('StorageClass') };
      });
  return [...of('Transition', 'Days', false), ...of('NoncurrentVersionTransition', 'NoncurrentDays', true)];
}

/** At the midnight after its days are over, counted from when the next entry was stored on top of it. */
function isDue(move: Move, version: ObjectVersion, newer: Version | undefined, now: number): boolean {
  if (move.noncurrent !== (newer !== undefined) || version.content.body.size < move.leastBytes) return false;
  const since = newer?.lastModified ?? version.lastModified;
  return now >= Math.ceil((since + move.days * DAY) / DAY) * DAY;
}

function byDepth(a: string, b: string): number {
  return DOWNWARDS.indexOf(a) - DOWNWARDS.indexOf(b);
}
