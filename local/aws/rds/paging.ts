import { ServiceError } from '../protocols/service-error';

/** `MaxRecords` as RDS allows it. */
const PAGE = { least: 20, most: 100 };

/**
 * One page of `items`, which are ordered by their name; the marker is the last name of the page before, so that a page
 * stays right when items come and go.
 */
export function pageOf<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  { MaxRecords = PAGE.most, Marker }: { MaxRecords?: number; Marker?: string },
): { items: Item[]; Marker?: string } {
  if (MaxRecords < PAGE.least || MaxRecords > PAGE.most) {
    throw new ServiceError('InvalidParameterValue', `MaxRecords must be from ${PAGE.least} to ${PAGE.most}.`);
  }
  const left = items
    .toSorted((a, b) => compare(nameOf(a), nameOf(b)))
    .filter((item) => Marker === undefined || compare(nameOf(item), Marker) > 0);
  const page = left.slice(0, MaxRecords);
  return { items: page, Marker: left.length > page.length ? nameOf(page.at(-1)!) : undefined };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
