import * as z from 'zod';
import type { StandingStack } from './cloudformation/standing-stack';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './service';
import type { Tagged } from './tagging';

const Tags = z.array(z.object({ Key: z.string(), Value: z.coerce.string() }));
const GONE = ['DELETE_COMPLETE'];

/** What stacks of this machine have made and not deleted, with the tags that its template gives it. */
export function taggedOf(stacks: readonly StandingStack[]): readonly Tagged[] {
  return stacks.flatMap(({ resources }) =>
    resources
      .filter(({ status }) => !GONE.includes(status))
      .map(({ type, physicalId, properties }) => ({ arn: arnOf(type, physicalId), tags: tagsOf(properties.Tags) })),
  );
}

/** Most services write the tags of a template as a list; those that do not are not told of here. */
function tagsOf(given: unknown): Readonly<Record<string, string>> {
  const parsed = Tags.safeParse(given);
  return parsed.success ? Object.fromEntries(parsed.data.map(({ Key, Value }) => [Key, Value])) : {};
}

function arnOf(type: string, physicalId: string): string {
  if (physicalId.startsWith('arn:')) return physicalId;
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${physicalId}`;
  const [, service = '', kind = ''] = type.toLowerCase().split('::');
  const separator = service === 'rds' ? ':' : '/';
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${kind}${separator}${physicalId}`;
}
