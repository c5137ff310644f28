import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { parseTraffic, type Traffic as TrafficState } from '../../domain/traffic/parameter';
import type { TrafficMode } from '../../domain/workflow/workflow';

const REREAD_MILLISECONDS = 250;

/** Of an application that was given no switch. */
const UNSWITCHED: TrafficState = { mode: 'open', generation: 0 };

/** Why a write is refused, or undefined when it may pass. */
export type Refusal = Exclude<TrafficMode, 'open'> | 'stale';

/**
 * The switch that this application obeys. Until it has been read for the first time, and while it is gone or says nothing
 * that can be read, the last known mode holds, which is `frozen` at first.
 */
export class Traffic {
  private state: TrafficState = { mode: 'frozen', generation: 0 };
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param generation which cut-over this process was started for. Behind the switch's in low traffic, it still serves
   * the old database. In other modes it may be behind: a freeze raises the switch's, and may be lifted without a cut-over.
   */
  constructor(
    private readonly ssm: Pick<SSMClient, 'send'>,
    private readonly parameter: string | undefined,
    private readonly generation: number,
  ) {}

  get mode(): TrafficMode {
    return this.state.mode;
  }

  /** Which freeze or cut-over the mode is of. */
  get trafficGeneration(): number {
    return this.state.generation;
  }

  refuses(privileged: boolean): Refusal | undefined {
    const { mode, generation } = this.state;
    if (mode === 'low-traffic' && generation > this.generation) return 'stale';
    return privileged || mode === 'open' ? undefined : mode;
  }

  async start(): Promise<void> {
    await this.read();
    this.timer = setInterval(() => void this.read(), REREAD_MILLISECONDS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async read(): Promise<void> {
    this.state = this.parameter === undefined ? UNSWITCHED : await this.current(this.parameter);
  }

  private async current(name: string): Promise<TrafficState> {
    try {
      const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: name }));
      return parseTraffic(name, Parameter?.Value);
    } catch {
      return this.state;
    }
  }
}
