import * as z from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const Properties = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: z.unknown().optional(),
  KmsMasterKeyId: z.string().optional(),
  Tags: z.unknown().optional(),
});

export async function createTopic(request: ResourceRequest): Promise<Resource> {
  const { TopicName = physicalName(request, 256), KmsMasterKeyId } = Properties.parse(request.properties);
  const arn = request.services.topics.create(TopicName, { key: KmsMasterKeyId });
  return { ref: arn, attributes: { TopicArn: arn, TopicName } };
}
