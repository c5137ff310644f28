import { pageOf } from '../../../../local/aws/rds/paging';

const names = Array.from({ length: 41 }, (_, index) => `db-${String(index).padStart(2, '0')}`);
const page = (Marker?: string) => pageOf(names.toReversed(), (name) => name, { MaxRecords: 20, Marker });

test('goes through everything in pages, by name', () => {
  const first = page();
  const second = page(first.Marker);
  const third = page(second.Marker);
  expect([...first.items, ...second.items, ...third.items]).toEqual(names);
  expect([first, second, third].map(({ items }) => items.length)).toEqual([20, 20, 1]);
  expect(third.Marker).toBeUndefined();
});

test('has no marker when the last page is full', () => {
  expect(pageOf(names.slice(0, 20), (name) => name, { MaxRecords: 20 }).Marker).toBeUndefined();
});

test.each([19, 101])('refuses %d records on a page', (MaxRecords) => {
  expect(() => pageOf(names, (name) => name, { MaxRecords })).toThrow('MaxRecords must be from 20 to 100.');
});

test.each([20, 100])('allows %d records on a page', (MaxRecords) => {
  expect(() => pageOf(names, (name) => name, { MaxRecords })).not.toThrow();
});
