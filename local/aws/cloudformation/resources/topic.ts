import { z } from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const Properties = z.strictObject({
  TopicName: z.string().optional(),
  DisplayName: z.unknown().optional(),
  KmsMasterKeyId: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export async function createTopic(request: ResourceRequest): Promise<Resource> {
  const { TopicName = physicalName(request, 256) } = Properties.parse(request.properties);
  const arn = request.services.topics.create(TopicName);
  return { ref: arn, attributes: { TopicArn: arn, TopicName } };
}
