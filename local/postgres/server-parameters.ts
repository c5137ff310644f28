import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ARCHIVE_SETTINGS } from './archive';
import type { PostgresBinaries } from './binaries';
import { FIXED_SETTINGS } from './server';

const run = promisify(execFile);

/** Something that this Postgres can be set to. */
export interface ServerParameter {
  readonly name: string;
  readonly description: string;
  readonly dataType: string;
  /** Takes effect with a restart only. */
  readonly isStatic: boolean;
  /** False for what a server on this machine must have. */
  readonly isModifiable: boolean;
}

const RESERVED = new Set(['port', ...Object.keys(FIXED_SETTINGS), ...Object.keys(ARCHIVE_SETTINGS)]);

/** What this Postgres says of itself. */
export async function serverParameters({ postgres, user }: PostgresBinaries): Promise<Map<string, ServerParameter>> {
  const { stdout } = await run(postgres, ['--describe-config'], { ...user, cwd: '/', maxBuffer: 4 * 1024 * 1024 });
  const rows = stdout.trimEnd().split('\n');
  return new Map(
    rows.map((row) => {
      const [name = '', context, , type = '', , , , description = ''] = row.split('\t');
      const isStatic = context === 'postmaster';
      return [name, { name, description, dataType: type.toLowerCase(), isStatic, isModifiable: !RESERVED.has(name) }];
    }),
  );
}
