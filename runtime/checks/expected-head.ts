import type { ExpectedHead } from '../../domain/checks/migration-head';
import type { DatabaseManifest } from '../../domain/database/manifest';

export interface HeadSources {
  /** What the deployed application was said to expect. */
  readonly setting?: string;
  /** The old database: the application has run on it. */
  readonly old: () => Promise<string | null>;
  /** The newest there is. */
  readonly manifest: () => Promise<Pick<DatabaseManifest, 'takenAt' | 'content'> | undefined>;
}

/** What the application expects: as configured, else as it was on the old database, else as in its last manifest. */
export async function expectedHead({ setting, old, manifest }: HeadSources): Promise<ExpectedHead | undefined> {
  if (setting) return { head: setting, according: 'the setting `migrationHead`' };
  // An old database that is gone or broken is why there is a restore: then its manifest speaks.
  const there = await old().catch(() => null);
  if (there !== null) return { head: there, according: 'the old database' };
  const last = await manifest();
  const head = last?.content?.migrationHead;
  return head ? { head, according: `the manifest of ${last.takenAt}` } : undefined;
}
