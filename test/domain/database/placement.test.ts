import { INSTANCE_RULES } from '../../../domain/database/instance';
import { firstPlacement, otherPlacements, sayPlacement, withCapacityNotes } from '../../../domain/database/placement';
import { compareSettings } from '../../../domain/database/settings';
import { SETTINGS } from './settings-fixture';

const wish = { instanceClass: 'db.r8g.large', multiAz: false };
const order = (...given: Parameters<typeof otherPlacements>) => otherPlacements(...given).map(sayPlacement);

describe('F23 where RDS has no room', () => {
  test('for the class of the source anywhere, its zones are tried, then the other classes in their order', () => {
    expect(sayPlacement(firstPlacement(wish))).toBe('db.r8g.large in any zone');
    expect(order(wish, ['b', 'a', 'b'], ['db.r7g.large', 'db.m8g.large'])).toEqual([
      'db.r8g.large in a',
      'db.r8g.large in b',
      'db.r7g.large in any zone',
      'db.r7g.large in a',
      'db.r7g.large in b',
      'db.m8g.large in any zone',
      'db.m8g.large in a',
      'db.m8g.large in b',
    ]);
  });

  test('an instance in two zones is never told one', () =>
    expect(order({ ...wish, multiAz: true }, ['a', 'b'], ['db.r7g.large'])).toEqual(['db.r7g.large in any zone']));

  test.each([
    ['without zones and classes there is nothing else', [], [], []],
    ['a class twice, or that of the source, is tried once', [], ['x', 'db.r8g.large', 'x'], ['x in any zone']],
  ])('%s', (_what, zones, classes, expected) => expect(order(wish, zones, classes)).toEqual(expected));
});

describe('F23 the comparison with the source', () => {
  const capacityNotes = [
    { setting: 'instanceClass', wanted: SETTINGS.instanceClass, refused: [`${SETTINGS.instanceClass} in any zone`] },
  ];
  const compare = (
    instanceClass: string,
    ...given: Parameters<typeof withCapacityNotes> extends [unknown, ...infer Rest] ? Rest : never
  ) => compareSettings(withCapacityNotes(INSTANCE_RULES, ...given), SETTINGS, { ...SETTINGS, instanceClass });

  test('accepts a class that was declared, with what had no room', () =>
    expect(compare('db.r7g.large', capacityNotes, ['db.r7g.large'])).toMatchObject([
      {
        setting: 'instanceClass',
        modifiable: false,
        waiver: `RDS had no room for ${SETTINGS.instanceClass} in any zone, and this class was declared for that case`,
      },
    ]));

  test.each([
    ['a class that nobody declared', 'db.t4g.micro', capacityNotes, ['db.r7g.large']],
    ['a declared class where there was room', 'db.r7g.large', [], ['db.r7g.large']],
    [
      'a declared class where there was no room for another instance',
      'db.r7g.large',
      [{ setting: 'instance2.instanceClass', wanted: SETTINGS.instanceClass, refused: [] }],
      ['db.r7g.large'],
    ],
  ])('does not accept %s', (_what, instanceClass, refused, classes) =>
    expect(compare(instanceClass, refused, classes)).toMatchObject([{ modifiable: true, waiver: null }]),
  );
});
