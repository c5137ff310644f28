import { CANDIDATES } from './machine/candidates';
import { EXECUTION } from './machine/execution';
import { REQUESTS } from './machine/requests';
import { SCOPES } from './machine/scopes';
import { STORES } from './machine/stores';
import { tryAll } from './try-all';

tryAll([...REQUESTS, ...SCOPES, ...CANDIDATES, ...STORES, ...EXECUTION]);
