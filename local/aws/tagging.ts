import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import type { LocalService } from './service';

/** A resource that stands, with its tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

const Asked = z.strictObject({
  TagFilters: z.array(z.strictObject({ Key: z.string(), Values: z.array(z.string()).optional() })).default([]),
  PaginationToken: z.string().optional(),
  ResourcesPerPage: z.number().optional(),
});

/** The Resource Groups Tagging API: what carries a tag, of all services that tell this one. */
export class LocalTagging implements LocalService {
  readonly name = 'tagging';

  constructor(private readonly standing: () => readonly Tagged[]) {}

  private readonly operations = {
    GetResources: operation(Asked, ({ TagFilters }) => {
      const found = this.standing().filter(({ tags }) =>
        TagFilters.every(({ Key, Values = [] }) => {
          const value = tags[Key];
          return value !== undefined && (Values.length === 0 || Values.includes(value));
        }),
      );
      return {
        PaginationToken: '',
        ResourceTagMappingList: found.map(({ arn, tags }) => ({
          ResourceARN: arn,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        })),
      };
    }),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}
