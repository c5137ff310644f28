import { TaskDefinition } from '../../ecs/task-definition';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

export async function createTaskDefinition(request: ResourceRequest): Promise<Resource> {
  const Family = request.properties.Family ?? physicalName(request, 255);
  const arn = request.services.ecs.tasks.register(TaskDefinition.parse({ ...request.properties, Family }));
  return { ref: arn, attributes: { TaskDefinitionArn: arn } };
}
