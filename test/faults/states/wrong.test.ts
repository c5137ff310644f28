import { everyState } from './matrix';

everyState(
  ['throws', 'answers nonsense', 'runs twice'],
  [
    ['PlanRestore', 'answers nonsense'],
    ['RunChecks', 'answers nonsense'],
    ['FreezeWrites', 'answers nonsense'],
    ['OpenLowTraffic', 'runs twice'],
    ['RestoreObjects', 'runs twice'],
    ['DiagnoseFailure', 'throws'],
  ],
);
