import { type Action, action, listOf, tags, text } from './action';
import { List } from './answer';
import type { Estate } from './database-registry';

export function tagActions(estate: Estate): Record<string, Action> {
  return {
    AddTagsToResource: action({ ResourceName: text, Tags: tags }, ({ ResourceName, Tags }) => {
      const resource = estate.tagged(ResourceName);
      const replaced = new Set(Tags.map(({ Key }) => Key));
      resource.tags = [...resource.tags.filter(({ Key }) => !replaced.has(Key)), ...Tags];
      return undefined;
    }),

    RemoveTagsFromResource: action({ ResourceName: text, TagKeys: listOf(text) }, ({ ResourceName, TagKeys }) => {
      const resource = estate.tagged(ResourceName);
      resource.tags = resource.tags.filter(({ Key }) => !TagKeys.includes(Key));
      return undefined;
    }),

    ListTagsForResource: action({ ResourceName: text }, ({ ResourceName }) => ({
      TagList: new List('Tag', estate.tagged(ResourceName).tags),
    })),
  };
}
