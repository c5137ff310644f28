import { APPLICATION } from './machine/application';
import { CANDIDATE } from './machine/candidate';
import { CLOCKS } from './machine/clocks';
import { TRAFFIC } from './machine/traffic';
import { tryAll } from './try-all';

tryAll([...TRAFFIC, ...APPLICATION, ...CANDIDATE, ...CLOCKS]);
