import { INSTANCE_RULES } from '../../../domain/database/instance';
import { compareSettings } from '../../../domain/database/settings';
import { tagSetting, tagsIn } from '../../../domain/database/tags';
import { SETTINGS } from './settings-fixture';

test('tags are a setting in order, and tags again, whatever is in them', () => {
  const tags = { environment: 'production', 'a=b': 'c=d', empty: '', 'cost center': 'Künste: 7' };
  expect(tagSetting(tags)).toEqual(['a%3Db=c=d', 'cost center=Künste: 7', 'empty=', 'environment=production']);
  expect(tagsIn(tagSetting(tags))).toEqual(tags);
});

test('what AWS sets, what marks a restore test, and ours are not kept', () =>
  expect(
    tagSetting({
      'aws:cloudformation:stack-name': 'production',
      'AWS:backup:source': 'arn',
      'awsbackup-restore-test': 'job',
      'pegasus-backup:candidate': 'incident',
      awsome: 'kept',
    }),
  ).toEqual(['awsome=kept']));

test('RDS takes 50 tags: those that find no room beside ours are said by the comparison, and fail nothing', () => {
  const tags = Object.fromEntries(Array.from({ length: 43 }, (_, n) => [`tag-${String(n).padStart(2, '0')}`, 'x']));
  const kept = tagsIn(tagSetting(tags));
  expect(Object.keys(kept)).toHaveLength(42);
  const [difference, ...others] = compareSettings(
    INSTANCE_RULES,
    { ...SETTINGS, tags: tagSetting(tags) },
    { ...SETTINGS, tags: tagSetting(kept) },
  );
  expect(others).toEqual([]);
  expect(difference).toMatchObject({
    wanted: expect.stringContaining('tag-42'),
    modifiable: false,
    waiver: expect.stringContaining('no data depends on tags'),
  });
});
