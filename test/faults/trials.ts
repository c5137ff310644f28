import { APPLICATION } from './machine/application';
import { CANDIDATE } from './machine/candidate';
import { CLOCKS } from './machine/clocks';
import { EXECUTION } from './machine/execution';
import type { Expected } from './machine/expected';
import { NEXT_CANDIDATE } from './machine/next-candidate';
import { REQUESTS } from './machine/requests';
import { SCOPES } from './machine/scopes';
import { STORES } from './machine/stores';
import { TRAFFIC } from './machine/traffic';

/** Faults of what is asked for, of the stores and of the execution. */
export const MACHINE: readonly Expected[] = [...REQUESTS, ...SCOPES, ...NEXT_CANDIDATE, ...STORES, ...EXECUTION];
/** Faults of what surrounds a restore: traffic, the application, the restored database, clocks. */
export const SURROUNDINGS: readonly Expected[] = [...TRAFFIC, ...APPLICATION, ...CANDIDATE, ...CLOCKS];
