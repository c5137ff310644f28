import { everyState } from './matrix';

everyState(['throws', 'answers nonsense', 'runs twice']);
