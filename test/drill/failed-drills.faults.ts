import { FAULTS } from '../../local/drill/faults/faults';
import { tryFailedDrills } from './failed-drills';

tryFailedDrills(FAULTS.map(({ name }) => name));
