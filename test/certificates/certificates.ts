import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Made with openssl, valid until 2126: roots named like those of RDS in two Regions, one named otherwise, and the
 * certificate of `localhost`, signed by that of il-central-1; self-signed.crt is of a server that is its own authority.
 */
export const certificateFile = (name: string): string => join(__dirname, name);
export const certificate = (name: string): string => readFileSync(certificateFile(name), 'utf8');
