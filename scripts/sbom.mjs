// Says what of others is in the bundles: dist/sbom.cdx.json (CycloneDX), and dist/THIRD-PARTY-NOTICES.txt with the
// licenses, which the minifier drops. From what esbuild says that it has bundled: an installed package may not be in.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const dist = join(root, 'dist');
const parsed = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** `…/node_modules/@scope/name` of a file in it; a package in a package is its own. */
function packageFolder(file) {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  if (folder === undefined) throw new Error(`${file} is of no package`);
  return resolve(root, folder);
}

const bundled = readdirSync(join(dist, 'bundled')).flatMap((file) => parsed(join(dist, 'bundled', file)));
const packages = [...new Set(bundled.map(packageFolder))]
  .map((folder) => ({ folder, manifest: parsed(join(folder, 'package.json')) }))
  .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
if (packages.length === 0) throw new Error('Nothing is bundled: run `npm run build` first.');

const licenses = new Contrib.License.Factories.LicenseFactory(() => {
  throw new RangeError('an expression, kept by its name');
});
const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
  new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
  licenses,
);

function component(manifest, type) {
  const made = builder.makeComponent(manifest, type);
  const id = `pkg:npm/${manifest.name.replace(/^@/, '%40')}@${manifest.version}`;
  made.purl = id;
  made.bomRef.value = id;
  return made;
}

const bom = new Models.Bom();
bom.metadata.component = component(parsed(join(root, 'package.json')), Enums.ComponentType.Library);
for (const { manifest } of packages) bom.components.add(component(manifest, Enums.ComponentType.Library));
const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
writeFileSync(join(dist, 'sbom.cdx.json'), serializer.serialize(bom, { sortLists: true, space: 2 }));

const gatherer = new Contrib.License.Utils.LicenseEvidenceGatherer();
const texts = (folder) =>
  [...gatherer.getFileAttachments(folder)].map(({ text }) =>
    Buffer.from(text.content, 'base64').toString('utf8').trim(),
  );
const author = ({ author }) => (typeof author === 'string' ? author : author?.name);
const notices = packages.map(({ folder, manifest }) => {
  const found = texts(folder);
  const without = `Copyright ${author(manifest) ?? 'its authors'}. The package has no text of its license.`;
  return [
    `${manifest.name} ${manifest.version}`,
    `License: ${manifest.license}`,
    '',
    ...(found.length > 0 ? found : [without]),
  ].join('\n');
});
const line = '='.repeat(80);
writeFileSync(
  join(dist, 'THIRD-PARTY-NOTICES.txt'),
  `The bundles of pegasus-backup contain parts of these packages.\n\n${line}\n${notices.join(`\n\n${line}\n`)}\n`,
);
