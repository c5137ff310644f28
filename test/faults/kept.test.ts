import { KEPT, KEPT_STATES } from './kept';
import { tryStates } from './states/matrix';
import { tryAll } from './try-all';

tryAll(KEPT, (rig) => tryStates(rig, KEPT_STATES));
