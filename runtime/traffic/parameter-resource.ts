import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

/** A tag for each resource of a template that the parameter belongs to, with its logical id. */
const OWNER = 'pegasus-backup:resource:';
/** A limit of SSM, in characters. */
const LONGEST_TAG = 128;

/** SSM parameters as a deployment makes and removes them: what is in one that exists is never written over. */
export class ParameterResource {
  constructor(private readonly client: SSMClient) {}

  /** @returns false when the parameter exists already; it is left as it is */
  async create(name: string, value: string, description: string): Promise<boolean> {
    const input = { Name: name, Value: value, Description: description, Type: 'String', Overwrite: false } as const;
    try {
      await this.client.send(new PutParameterCommand(input));
      return true;
    } catch (error) {
      if (error instanceof ParameterAlreadyExists) return false;
      throw error;
    }
  }

  /** @returns undefined when there is no such parameter */
  async value(name: string): Promise<string | undefined> {
    try {
      return (await this.client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  /** From now on the parameter belongs to that resource of the template too. */
  async own(name: string, logicalId: string): Promise<void> {
    const Tags = [{ Key: `${OWNER}${logicalId}`.slice(0, LONGEST_TAG), Value: logicalId }];
    await this.client.send(new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: name, Tags }));
  }

  /** It belongs to that resource no more. @returns the others that it belongs to */
  async disown(name: string, logicalId: string): Promise<readonly string[]> {
    const parameter = { ResourceType: 'Parameter', ResourceId: name } as const;
    const own = `${OWNER}${logicalId}`.slice(0, LONGEST_TAG);
    await this.client.send(new RemoveTagsFromResourceCommand({ ...parameter, TagKeys: [own] }));
    const { TagList = [] } = await this.client.send(new ListTagsForResourceCommand(parameter));
    return TagList.flatMap(({ Key = '', Value = '' }) => (Key.startsWith(OWNER) ? [Value] : []));
  }

  /** Done, too, when there is none. */
  async delete(name: string): Promise<void> {
    try {
      await this.client.send(new DeleteParameterCommand({ Name: name }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
  }
}
