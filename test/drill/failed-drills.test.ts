import { tryFailedDrills } from './failed-drills';

/** `npm run faults` tries them all. */
tryFailedDrills(['corrupted-object']);
