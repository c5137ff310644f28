import { APPLICATION } from './state-machine/application';
import { CANDIDATE } from './state-machine/candidate';
import { CLOCKS } from './state-machine/clocks';
import { EVENTS } from './state-machine/events';
import { EXECUTION } from './state-machine/execution';
import type { Expected } from './state-machine/expected';
import { NEXT_CANDIDATE } from './state-machine/next-candidate';
import { REQUESTS } from './state-machine/requests';
import { SCOPES } from './state-machine/scopes';
import { STORES } from './state-machine/stores';
import { TRAFFIC } from './state-machine/traffic';

/** Faults of what is asked for, of the stores and of the execution. */
export const STATE_MACHINE: readonly Expected[] = [...REQUESTS, ...SCOPES, ...NEXT_CANDIDATE, ...STORES, ...EXECUTION];
/** Faults of what surrounds a restore: traffic, the application, the restored database, clocks. */
export const SURROUNDINGS: readonly Expected[] = [...TRAFFIC, ...EVENTS, ...APPLICATION, ...CANDIDATE, ...CLOCKS];
