import { EXECUTION } from './machine/execution';
import { NEXT_CANDIDATE } from './machine/next-candidate';
import { REQUESTS } from './machine/requests';
import { SCOPES } from './machine/scopes';
import { STORES } from './machine/stores';
import { tryAll } from './try-all';

tryAll([...REQUESTS, ...SCOPES, ...NEXT_CANDIDATE, ...STORES, ...EXECUTION]);
