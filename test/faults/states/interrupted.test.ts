import { everyState } from './matrix';

everyState(
  ['times out', 'is killed', 'is throttled'],
  [
    ['FreezeWrites', 'is killed'],
    ['RestoreObjects', 'is throttled'],
    ['ResumeTraffic', 'times out'],
    ['TearDown', 'is killed'],
    ['WriteReport', 'is throttled'],
  ],
);
