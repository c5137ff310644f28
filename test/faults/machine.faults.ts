import { MACHINE } from './trials';
import { tryAll } from './try-all';

tryAll(MACHINE);
