import { everyState } from './matrix';

everyState(['times out', 'is killed', 'is throttled']);
