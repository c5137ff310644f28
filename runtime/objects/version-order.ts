import { compareKeys, isMultipart, type ObjectEntry } from '../../domain/objects/entry';

/** Asks the store whether `marker` comes after `version` in the stored order of their key, that is: is older. */
export type Probe = (version: ObjectEntry, marker: ObjectEntry) => Promise<boolean>;

/**
 * Brings each page into stored order. S3 lists versions and markers interleaved, so the body is the order; other stores
 * list the versions of a page first and its markers after them. Which kind this one is, its pages show: keys out of
 * order betray the second, a marker before a version the first. Until one of them was seen, and for the second kind,
 * the two are merged by time, and where time cannot tell (same second, upload in parts) the store is asked.
 */
export class StoredOrder {
  private trusted: boolean | undefined;

  constructor(private readonly probe: Probe) {}

  async order(entries: readonly ObjectEntry[]): Promise<readonly ObjectEntry[]> {
    const firstMarker = entries.findIndex(isMarker);
    if (firstMarker < 0 || entries.every(isMarker)) return entries;
    if (!inKeyOrder(entries)) this.trusted = false;
    else this.trusted ??= entries.slice(firstMarker).some((entry) => !isMarker(entry)) ? true : undefined;
    if (this.trusted === true) return entries;
    return await this.merge(
      entries.filter((entry) => !isMarker(entry)),
      entries.filter(isMarker),
    );
  }

  private async merge(versions: ObjectEntry[], markers: ObjectEntry[]): Promise<ObjectEntry[]> {
    const merged: ObjectEntry[] = [];
    let [v, m] = [0, 0];
    while (v < versions.length && m < markers.length) {
      const [version, marker] = [versions[v]!, markers[m]!];
      const order = compareKeys(version.key, marker.key);
      const versionFirst = order !== 0 ? order < 0 : await this.newer(version, marker);
      merged.push(versionFirst ? versions[v++]! : markers[m++]!);
    }
    return [...merged, ...versions.slice(v), ...markers.slice(m)];
  }

  private async newer(version: ObjectEntry, marker: ObjectEntry): Promise<boolean> {
    if (version.isLatest) return true;
    if (marker.isLatest) return false;
    if (version.lastModified > marker.lastModified) return true;
    if (version.lastModified < marker.lastModified && !isMultipart(version)) return false;
    return await this.probe(version, marker);
  }
}

function isMarker(entry: ObjectEntry): boolean {
  return entry.kind === 'marker';
}

function inKeyOrder(entries: readonly ObjectEntry[]): boolean {
  return entries.every((entry, i) => i === 0 || compareKeys(entries[i - 1]!.key, entry.key) <= 0);
}
