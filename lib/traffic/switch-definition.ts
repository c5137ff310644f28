import type { SwitchSpec } from '../../domain/traffic/switches';
import type { Permission } from '../handler/permission';

/** The keys that a restore goes back in. */
export interface ProtectedLocation {
  /** As `arn:aws:s3:::bucket/prefix*`. */
  readonly objectsArn: string;
  /** The managed policy that denies writes there, made when it is asked for. */
  freezePolicyArn(): string;
}

/** A switch as the handlers that drive it know it: by names; and what they may do to it, and nothing else. */
export interface SwitchDefinition {
  spec(location: ProtectedLocation): SwitchSpec;
  /** Concurrent functions that low traffic reserves and nothing has reserved before. @default 0 */
  readonly reserves?: number;
  /** To see how it stands. */
  reads(): Permission[];
  /** To set it, beside `reads`. */
  changes(location: ProtectedLocation): Permission[];
}
