import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';

/** What stops and admits writers. */
export class TrafficSwitch {
  /**
   * A String parameter that the application obeys. It holds `{"mode":"frozen|low-traffic|open","generation":N}`; a
   * missing or plain value means open, generation 0.
   */
  static parameter(parameter: IStringParameter): TrafficSwitch {
    return new TrafficSwitch(parameter);
  }

  private constructor(readonly parameter: IStringParameter) {}
}
