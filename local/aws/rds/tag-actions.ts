import { type Action, action, listOf, tags, text } from './action';
import { List } from './answer';
import type { ClusterEstate } from './clusters/cluster-registry';
import type { Estate } from './database-registry';

export function tagActions(estate: Estate, clusters: ClusterEstate): Record<string, Action> {
  const tagged = (arn: string) => clusters.tagged(arn) ?? estate.tagged(arn);
  return {
    AddTagsToResource: action({ ResourceName: text, Tags: tags }, ({ ResourceName, Tags }) => {
      const resource = tagged(ResourceName);
      const replaced = new Set(Tags.map(({ Key }) => Key));
      resource.tags = [...resource.tags.filter(({ Key }) => !replaced.has(Key)), ...Tags];
      return undefined;
    }),

    RemoveTagsFromResource: action({ ResourceName: text, TagKeys: listOf(text) }, ({ ResourceName, TagKeys }) => {
      const resource = tagged(ResourceName);
      resource.tags = resource.tags.filter(({ Key }) => !TagKeys.includes(Key));
      return undefined;
    }),

    ListTagsForResource: action({ ResourceName: text }, ({ ResourceName }) => ({
      TagList: new List('Tag', tagged(ResourceName).tags),
    })),
  };
}
