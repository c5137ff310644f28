import * as z from 'zod';
import { type DatabaseManifest, manifestKey, manifestPrefix, newestKey } from '../../domain/database/manifest';
import { assertDated } from '../evidence/dated';
import type { Evidence } from '../evidence/evidence';

const word = z.string().nullable();
const roles = z.array(z.object({ role: z.string(), objects: z.number() }));
const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

const manifest: z.ZodType<DatabaseManifest> = z.object({
  version: z.literal(1),
  takenAt: z.string(),
  source: z.object({ identifier: z.string(), resourceId: z.string() }),
  endpoint: z.object({ host: z.string(), port: z.number() }).nullable(),
  settings,
  parameterGroups: z.array(
    z.object({ of: z.enum(['instance', 'cluster']), name: z.string(), values: z.record(z.string(), z.string()) }),
  ),
  roles: z.array(z.object({ feature: z.string(), role: z.string() })),
  dependents: z
    .array(
      z.object({
        kind: z.enum(['proxy', 'alarm']),
        name: z.string(),
        database: z.object({ dimension: z.enum(['DBInstanceIdentifier', 'DBClusterIdentifier']), name: z.string() }),
      }),
    )
    .nullish(),
  tags: z.record(z.string(), z.string()),
  secret: z.object({ arn: z.string(), versionId: z.string() }),
  content: z
    .object({
      migrationHead: word,
      tables: z.array(z.object({ name: z.string(), id: z.string().optional(), rows: z.number(), newest: word })),
      notCounted: z
        .array(
          z.object({ name: z.string(), id: z.string().optional(), reason: z.string(), least: z.number().optional() }),
        )
        .optional(),
      sequences: z.array(
        z.object({ sequence: z.string(), id: z.string().optional(), next: z.string(), behind: z.boolean().optional() }),
      ),
      foreignKeys: z.array(z.object({ name: z.string(), id: z.string().optional(), enforced: z.boolean() })),
      access: z.object({ owners: roles, grants: roles }).optional(),
    })
    .nullable(),
});

/** The manifests of a source, in the evidence bucket. */
export class Manifests {
  constructor(private readonly evidence: Pick<Evidence, 'list' | 'getJson' | 'putJson'>) {}

  async write(of: DatabaseManifest): Promise<void> {
    await this.evidence.putJson(manifestKey(of), of);
  }

  /** @param time whole seconds UTC; the newest that is not after it */
  async newest(identifier: string, time: string): Promise<DatabaseManifest | undefined> {
    const keys: string[] = [];
    for await (const { key } of this.evidence.list(manifestPrefix(identifier))) keys.push(key);
    const key = newestKey(keys, time);
    return key === undefined ? undefined : await this.read(key);
  }

  /** The newest of this very instance that is not after `time`. */
  async of(
    { identifier, resourceId }: DatabaseManifest['source'],
    time: string,
  ): Promise<DatabaseManifest | undefined> {
    const found = await this.newest(identifier, time);
    return found?.source.resourceId === resourceId ? found : undefined;
  }

  /** The last one of this very instance: an identifier can be given to another one later. */
  async lastOf(identifier: string, resourceId?: string): Promise<DatabaseManifest | undefined> {
    const keys: string[] = [];
    for await (const { key } of this.evidence.list(manifestPrefix(identifier))) keys.push(key);
    for (const key of keys.sort().reverse()) {
      const found = await this.read(key);
      if (resourceId === undefined || found?.source.resourceId === resourceId) return found;
    }
    return undefined;
  }

  private async read(key: string): Promise<DatabaseManifest | undefined> {
    const found = await this.evidence.getJson(key, (value) => manifest.parse(value));
    if (found !== undefined) assertDated(key, manifestKey(found), found.takenAt);
    return found;
  }
}
