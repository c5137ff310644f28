import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** A file or directory that the template takes from the bootstrap bucket. */
export interface Asset {
  readonly path: string;
  /** `zip`: a directory whose contents are packed when it is published. */
  readonly packaging: 'zip' | 'file';
}

/** One stack of a synthesised cloud assembly. */
export interface StackAssembly {
  readonly name: string;
  /** As it was synthesised. */
  readonly template: string;
  /** By the key it would have in the bootstrap bucket. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** Of the stack itself. */
  readonly tags: Readonly<Record<string, string>>;
}

const Artifact = z.object({
  type: z.string(),
  properties: z
    .object({
      templateFile: z.string(),
      stackName: z.string(),
      file: z.string(),
      tags: z.record(z.string(), z.string()),
    })
    .partial()
    .optional(),
  dependencies: z.array(z.string()).default([]),
});
const Manifest = z.object({ artifacts: z.record(z.string(), Artifact).default({}) });
const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string(), packaging: z.enum(['zip', 'file']) }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** @param directory `cdk.out`, or a nested assembly in it */
export function readStack(directory: string, stackName: string): StackAssembly {
  const path = join(directory, 'manifest.json');
  if (!existsSync(path)) throw new Error(`There is no cloud assembly in ${directory}: synthesise the app first.`);
  const { artifacts } = Manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const nameOf = ([id, { properties }]: (typeof stacks)[number]) => properties?.stackName ?? id;
  const found = stacks.find((stack) => nameOf(stack) === stackName || stack[0] === stackName);
  const file = found?.[1].properties?.templateFile;
  if (!found || file === undefined) {
    throw new Error(
      `The assembly in ${directory} has no stack \`${stackName}\`; it has: ${stacks.map(nameOf).join(', ')}.`,
    );
  }
  const manifests = found[1].dependencies.flatMap((id) => artifacts[id]?.properties?.file ?? []);
  const assets = manifests.flatMap((manifest) => assetsIn(directory, manifest));
  return {
    name: nameOf(found),
    template: readFileSync(join(directory, file), 'utf8'),
    assets: new Map(assets),
    tags: found[1].properties?.tags ?? {},
  };
}

function assetsIn(directory: string, manifest: string): [string, Asset][] {
  const { files } = AssetManifest.parse(JSON.parse(readFileSync(join(directory, manifest), 'utf8')));
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, Asset] => [
      objectKey,
      { path: resolve(directory, source.path), packaging: source.packaging },
    ]),
  );
}
