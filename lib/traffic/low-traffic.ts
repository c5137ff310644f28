import { wholeNumber } from '../options/known-now';

/** No account and no service has more. */
const MOST = 10_000;

/** Never more than there were before the freeze. */
export const atOnce = (prop: string, given = 1): number => wholeNumber(`${prop} of a TrafficSwitch`, given, 0, MOST);
