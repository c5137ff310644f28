import type { AwsCredentialIdentity } from '@smithy/types';

/** An AWS that a check runs on: that of an account, or the one on this machine. All else is the same calls. */
export interface Site {
  /** As it is called in what is printed. */
  readonly name: string;
  readonly client: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: AwsCredentialIdentity;
    readonly forcePathStyle?: boolean;
  };
  /** Between two looks at something that takes its time. */
  readonly secondsBetweenLooks: number;
  /** @param assembly the folder that was synthesised */
  deploy(assembly: string): Promise<void>;
  /** Invokes what a schedule would, where schedules do not run. */
  actAsSchedule(invoke: () => Promise<void>): Promise<void>;
}
