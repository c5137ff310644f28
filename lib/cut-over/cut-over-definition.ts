import type { CutOverSpec } from '../../domain/traffic/cut-over';
import type { DatabaseDefinition } from '../database/database-definition';
import type { Permission } from '../handler/permission';
import type { Place } from '../options/imported-parameter';

/** A cut-over as handlers know it: by names; and what they may do for it, and nothing else. */
export interface CutOverDefinition {
  readonly spec: CutOverSpec;
  /** What is written, where it must be in the Region of the handlers. @default - it is everywhere, or a database */
  readonly place?: {
    readonly of: Place;
    readonly what: 'secret' | 'parameter';
    /** @default - in their account, too */
    readonly parts?: readonly ['region'];
  };
  /** To learn where the application is sent now. */
  reads(reason: string): Permission[];
  /** To learn whether that can be changed. @default - reading says it */
  readonly describes?: readonly Permission[];
  /** To cut over, and to record the undo. */
  cutsOver(database: DatabaseDefinition): Permission[];
  /** One call of it, for the watch over the readiness: the role must be able to make it at the worst moment. */
  call(database: DatabaseDefinition): { readonly action: string; readonly resource: string };
}

/** Before anything is frozen. */
export const looksAhead = ({ reads, describes = [] }: CutOverDefinition, reason: string): Permission[] => [
  ...reads(reason),
  ...describes,
];
