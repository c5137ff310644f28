import { SURROUNDINGS } from './trials';
import { tryAll } from './try-all';

tryAll(SURROUNDINGS);
