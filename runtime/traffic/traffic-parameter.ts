import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { parseTraffic, type Traffic } from '../../domain/traffic/parameter';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

/** The traffic as the parameter says it, and since when: the store's clock, not the handler's. */
export interface TrafficSeen extends Traffic {
  /** ISO 8601. */
  readonly since?: string;
}

/** The one switch that every instance of the application obeys: an SSM parameter. */
export class TrafficParameter {
  constructor(
    private readonly client: SSMClient,
    private readonly name: string,
  ) {}

  /** @throws PegasusError `TrafficUnreadable` */
  async read(): Promise<TrafficSeen> {
    const { value, since } = await this.stored();
    return { ...parseTraffic(this.name, value), since };
  }

  /**
   * Writes unless it says so already, and reads back: what counts is what the application will read. A value that cannot
   * be read is written over.
   */
  async set({ mode, generation }: Traffic): Promise<TrafficSeen> {
    const before = await this.read().catch(onlyUnreadable);
    if (before?.mode === mode && before.generation === generation) return before;
    const Value = JSON.stringify({ mode, generation });
    await this.client.send(new PutParameterCommand({ Name: this.name, Value, Type: 'String', Overwrite: true }));
    return await this.read();
  }

  private async stored(): Promise<{ readonly value?: string; readonly since?: string }> {
    try {
      const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.name }));
      return { value: Parameter?.Value, since: Parameter?.LastModifiedDate?.toISOString() };
    } catch (error) {
      if (error instanceof ParameterNotFound) return {};
      throw error;
    }
  }
}

/** @returns undefined for a value that cannot be read */
export function onlyUnreadable(error: unknown): undefined {
  if (error instanceof PegasusError && error.name === ErrorName.TRAFFIC_UNREADABLE) return undefined;
  throw error;
}
