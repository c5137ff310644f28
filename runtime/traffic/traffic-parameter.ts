import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { parseTraffic, type Traffic } from '../../domain/traffic/parameter';

/** The traffic as the parameter says it, and since when: the store's clock, not the handler's. */
export interface TrafficSeen extends Traffic {
  /** ISO 8601; undefined when the parameter was never written. */
  readonly since?: string;
}

/** The one switch that every instance of the application obeys: an SSM parameter. */
export class TrafficParameter {
  constructor(
    private readonly client: SSMClient,
    private readonly name: string,
  ) {}

  async read(): Promise<TrafficSeen> {
    try {
      const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.name }));
      return { ...parseTraffic(Parameter?.Value), since: Parameter?.LastModifiedDate?.toISOString() };
    } catch (error) {
      if (error instanceof ParameterNotFound) return parseTraffic(undefined);
      throw error;
    }
  }

  /** Writes unless it says so already, and reads back: what counts is what the application will read. */
  async set({ mode, generation }: Traffic): Promise<TrafficSeen> {
    const before = await this.read();
    if (before.mode === mode && before.generation === generation) return before;
    const Value = JSON.stringify({ mode, generation });
    await this.client.send(new PutParameterCommand({ Name: this.name, Value, Type: 'String', Overwrite: true }));
    return await this.read();
  }
}
