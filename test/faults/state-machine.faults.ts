import { STATE_MACHINE } from './trials';
import { tryAll } from './try-all';

tryAll(STATE_MACHINE);
