/** Exit codes of the containers that dump and restore, beside those of the tools themselves: small enough for a shell. */
export const TaskExit = {
  /** The object is not what its manifest says: size or SHA-256. */
  DAMAGED: 65,
  /** The tools are older than the server or the dump. */
  WRONG_MAJOR: 69,
  /** The dump is stored; its schema could not be restored on the day. */
  NOT_RESTORABLE: 70,
  /** The task's storage is smaller than the dump. */
  NO_SPACE: 73,
  /** Code in the dump would run with the rights of a superuser. */
  SUPERUSER: 77,
} as const;

/** A container of a task, as ECS describes it. */
export interface EndedContainer {
  readonly name: string;
  readonly exitCode?: number;
  /** What ECS says when it never ran, or was killed. */
  readonly reason?: string;
}

/** What became of a task that restores, in words; undefined when all of its containers did what they should. */
export function sayTaskFailure(containers: readonly EndedContainer[], stoppedReason?: string): string | undefined {
  const [failed] = containers.filter(({ exitCode }) => exitCode !== 0).sort((a, b) => rank(a) - rank(b));
  if (failed === undefined) return undefined;
  const known = KNOWN.find(([code]) => code === failed.exitCode);
  if (known !== undefined) return `${known[1]} (container \`${failed.name}\`, exit code ${failed.exitCode})`;
  const how = failed.exitCode === undefined ? 'never ran to its end' : `ended with exit code ${failed.exitCode}`;
  const why = [failed.reason, stoppedReason].filter(Boolean).join('; ');
  return `the container \`${failed.name}\` ${how}${why === '' ? '' : ` (${why})`}: its log stream says why`;
}

/** A container that says why comes before one that was only taken along. */
const rank = ({ exitCode }: EndedContainer): number =>
  KNOWN.some(([code]) => code === exitCode) ? 0 : exitCode === undefined ? 2 : 1;

const KNOWN: readonly (readonly [number, string])[] = [
  [TaskExit.DAMAGED, 'the dump is damaged: what is stored is not what pg_dump wrote; choose another dump'],
  [
    TaskExit.WRONG_MAJOR,
    'pg_restore or the server is of an older major version than the dump: set `majorVersion` to that of the server and deploy again',
  ],
  [
    TaskExit.NOT_RESTORABLE,
    'the dump is stored and cannot be restored as it is: its manifest names what, readiness what to do',
  ],
  [
    TaskExit.NO_SPACE,
    "the dump does not fit into the task's storage: raise `ephemeralStorage` of the database and deploy again",
  ],
  [
    TaskExit.SUPERUSER,
    'the user of the secret is a superuser, with whose rights code in the dump would run: write a user with CREATEDB that is none into the secret',
  ],
];
