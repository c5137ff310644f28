import type { S3Client } from '@aws-sdk/client-s3';
import { compareKeys, type ObjectEntry } from '../../domain/objects/entry';
import { ListingGuard } from '../../domain/objects/listing-guard';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { named } from '../../domain/workflow/named';
import type { Location } from '../../domain/workflow/workflow';
import { ListingSeams } from './listing-seams';
import { type Probe, StoredOrder } from './version-order';
import { type DatedPage, listVersionPage } from './version-pages';

/** A stretch of keys: `after < key <= through`, in UTF-8 binary order. */
export interface KeyRange {
  readonly after?: string;
  readonly through?: string;
}

/** Where a page begins. */
interface Markers {
  readonly keyMarker?: string;
  readonly versionIdMarker?: string;
}

/** An entry. */
type Marked = Pick<ObjectEntry, 'key' | 'versionId'>;

/** What a look at one level may cost. */
const LEVEL_PAGES = 10;

/** Pages that are asked for before they are needed, of all listers together. */
const MOST_AHEAD = 1;

/** The history of a bucket or prefix, in key order, each key newest first in stored order. */
export class ObjectVersions {
  private readonly order: StoredOrder;
  private readonly seams: ListingSeams;
  private ahead = 0;

  constructor(
    private readonly client: S3Client,
    private readonly location: Location,
    /** @default 1000 */
    private readonly pageSize?: number,
    /** Runs each request; the engine's patience. */
    private readonly request: <T>(send: () => Promise<T>) => Promise<T> = (send) => send(),
  ) {
    this.order = new StoredOrder(this.probe);
    this.seams = new ListingSeams((key, boundary) => this.isLeftOut(key, boundary));
  }

  /**
   * Pages of entries; a key may go on in the next page. The next page is asked for while this one is worked on, unless
   * another lister does so: memory then is a page for each lister and one more, and they wait for the store in turn.
   */
  pages(range: KeyRange = {}): AsyncIterable<readonly ObjectEntry[]> {
    return { [Symbol.asyncIterator]: () => this.iterator(range) };
  }

  private iterator(range: KeyRange): AsyncIterator<readonly ObjectEntry[]> {
    let last = range.after ?? '';
    let markers: Markers | undefined = { keyMarker: range.after };
    let begun = false;
    let awaited: Marked | undefined;
    const guard = new ListingGuard();
    let coming: Promise<DatedPage> | undefined;
    const arrived = (): void => {
      if (coming !== undefined) this.ahead--;
      coming = undefined;
    };
    const take = async (from: Markers): Promise<readonly ObjectEntry[]> => {
      const page = await (coming ?? this.page(from)).finally(arrived);
      if (awaited !== undefined && !isIn(page, awaited)) {
        this.assertWhole(
          awaited.key,
          `it says that it goes on behind version \`${awaited.versionId}\`, and lists none such`,
        );
      }
      awaited = notListed(page);
      const goesOn = page.isTruncated && !isPast(page.nextKeyMarker!, range);
      markers = goesOn ? { keyMarker: page.nextKeyMarker, versionIdMarker: page.nextVersionIdMarker } : undefined;
      coming = markers && this.pageAhead(markers);
      const listed = await this.order.order(page.entries);
      if (!begun && (listed.length > 0 || !goesOn)) {
        begun = true;
        if (range.after !== undefined) await this.joined(range.after, { after: listed[0]?.key ?? null });
      }
      const past = listed.findIndex(({ key }) => isPast(key, range));
      if (!goesOn && range.through !== undefined) {
        await this.joined(range.through, { before: listed[past]?.key ?? null });
      }
      const entries = past < 0 ? listed : listed.slice(0, past);
      last = this.ascending(entries, last);
      for (const entry of entries) this.assertWhole(entry.key, guard.whyNotWhole(entry));
      return entries;
    };
    return {
      next: async () => {
        while (markers !== undefined) {
          const entries = await take(markers);
          if (entries.length > 0) return { done: false, value: entries };
        }
        return { done: true, value: undefined };
      },
      return: async () => {
        arrived();
        return { done: true, value: undefined };
      },
    };
  }

  private pageAhead(markers: Markers): Promise<DatedPage> | undefined {
    if (this.ahead >= MOST_AHEAD) return undefined;
    this.ahead++;
    const coming = this.page(markers);
    // A waiting caller hears of the failure; without one it must not end the process.
    coming.catch(() => undefined);
    return coming;
  }

  /** What begins with the prefix, up to the next `/`: where the listing can be divided. */
  async commonPrefixes(prefix = this.location.prefix): Promise<readonly string[]> {
    const location = { ...this.location, prefix };
    const page = await this.request(() => listVersionPage(this.client, location, { delimiter: '/' }));
    return page.commonPrefixes;
  }

  /** Names below the prefix, up to the next `/`; of more than some pages the first ones, and then not `whole`. */
  async firstLevel(): Promise<{ prefixes: readonly string[]; keys: readonly string[]; whole: boolean }> {
    const prefixes: string[] = [];
    const keys: string[] = [];
    let keyMarker: string | undefined;
    for (let pages = 0; pages < LEVEL_PAGES; pages++) {
      const request = { delimiter: '/', keyMarker, maxKeys: this.pageSize };
      const page = await this.request(() => listVersionPage(this.client, this.location, request));
      prefixes.push(...page.commonPrefixes);
      keys.push(...page.entries.map(({ key }) => key));
      if (!page.isTruncated) return { prefixes, keys, whole: true };
      keyMarker = page.nextKeyMarker;
    }
    return { prefixes, keys, whole: false };
  }

  /** The store's clock, milliseconds. */
  async now(): Promise<number> {
    return (await this.request(() => listVersionPage(this.client, this.location, { maxKeys: 1 }))).date;
  }

  private page(markers: Markers): Promise<DatedPage> {
    const request = { ...markers, maxKeys: this.pageSize };
    return this.request(() => listVersionPage(this.client, this.location, request));
  }

  /** Everything after `version` in its key is older than it: the marker is among it, or it is newer. */
  private readonly probe: Probe = async (version, marker) => {
    let page = await this.page({ keyMarker: version.key, versionIdMarker: version.versionId });
    for (;;) {
      if (page.entries.some(({ key, versionId }) => key === marker.key && versionId === marker.versionId)) return true;
      if (!page.isTruncated || page.nextKeyMarker !== version.key) return false;
      page = await this.page({ keyMarker: page.nextKeyMarker, versionIdMarker: page.nextVersionIdMarker });
    }
  };

  private async joined(boundary: string, sight: Parameters<ListingSeams['seen']>[1]): Promise<void> {
    const leftOut = await this.seams.seen(boundary, sight);
    if (leftOut === null) return;
    this.assertWhole(leftOut, `it is there, and a listing that goes on after \`${boundary}\` leaves it out`);
  }

  private async isLeftOut(key: string, boundary: string): Promise<boolean> {
    const first = async (prefix: string, keyMarker?: string) => {
      const location = { ...this.location, prefix };
      const page = await this.request(() => listVersionPage(this.client, location, { keyMarker, maxKeys: 1 }));
      return page.entries[0]?.key;
    };
    const after = await first(this.location.prefix, boundary);
    return (await first(key)) === key && (after === undefined || compareKeys(key, after) < 0);
  }

  /** @throws PegasusError `ListingIncomplete` */
  private assertWhole(key: string, why: string | null): void {
    if (why === null) return;
    throw new PegasusError(
      ErrorName.LISTING_INCOMPLETE,
      `The store does not list the whole history of \`${named(key)}\` in ${this.location.bucket}: ${why}. No state can be derived from such a list. Where the store only leaves out the first key after a marker, \`--listers 1\` avoids it; else use a store that lists versions as S3 does.`,
    );
  }

  private ascending(entries: readonly ObjectEntry[], before: string): string {
    let last = before;
    for (const { key } of entries) {
      if (compareKeys(key, last) < 0) throw outOfOrder(this.location.bucket, last, key);
      last = key;
    }
    return last;
  }
}

/** Without a marker of MinIO's cache, which it appends to the key. */
const keyOf = (marker: string): string => marker.replace(/\[minio_cache:[^\]]*\]$/, '');

/**
 * The entry that the markers name, when the page does not have it. S3's manual says that it is the first one of the next
 * page, S3 names the last one of this page: in neither is a hole.
 */
function notListed(page: DatedPage): Marked | undefined {
  if (!page.isTruncated || page.entries.length === 0) return undefined;
  const marked = { key: keyOf(page.nextKeyMarker!), versionId: page.nextVersionIdMarker! };
  return isIn(page, marked) ? undefined : marked;
}

function isIn({ entries }: DatedPage, { key, versionId }: Marked): boolean {
  return entries.some((entry) => entry.key === key && entry.versionId === versionId);
}

function isPast(key: string, { through }: KeyRange): boolean {
  return through !== undefined && compareKeys(key, through) > 0;
}

function outOfOrder(bucket: string, before: string, after: string): PegasusError {
  return new PegasusError(
    ErrorName.OBJECTS_DIFFER,
    `The store lists \`${named(after)}\` after \`${named(before)}\` in ${bucket}: not in UTF-8 binary order, so nothing can be decided while listing.`,
  );
}
