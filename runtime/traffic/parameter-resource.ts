import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

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

  /** Done, too, when there is none. */
  async delete(name: string): Promise<void> {
    try {
      await this.client.send(new DeleteParameterCommand({ Name: name }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
  }
}
