import type { ObjectEntry } from './entry';
import { ListedObjects } from './listed-objects';
import type { ObjectCopyManifest } from './object-copy-workflow';

/** How many keys are named; the others are counted. */
const NAMED = 10;

/** An object copy as it is to be restored, beside what the run of its manifest has verified. */
export class AsVerified {
  private readonly seen = new ListedObjects();
  private readonly later: string[] = [];
  private laterObjects = 0;

  constructor(private readonly manifest: ObjectCopyManifest) {}

  add(entry: ObjectEntry): void {
    this.seen.add(entry);
    if (entry.lastModified <= Date.parse(this.manifest.verifiedAt)) return;
    this.laterObjects++;
    if (this.later.length < NAMED) this.later.push(JSON.stringify(entry.key));
  }

  /** After all was added. @param now the store's clock; @returns in words, empty when it is what was verified */
  differences(now: number): readonly string[] {
    const { objects, bytes, digest, verifiedAt } = this.manifest;
    const { seen, laterObjects, later } = this;
    const said: string[] = [];
    if (Date.parse(verifiedAt) > now) said.push(`was verified at ${verifiedAt}, which is still to come`);
    if (seen.objects !== objects || seen.bytes !== (bytes ?? seen.bytes)) {
      const had = bytes === undefined ? `${objects}` : `${objects} (${bytes} bytes)`;
      said.push(`has ${seen.objects} objects (${seen.bytes} bytes), but had ${had} when it was verified`);
    }
    // Clocks may differ by a moment: where the digest says that it is the same, it is.
    if (digest === seen.digest) return said;
    if (laterObjects > 0) {
      const more = laterObjects > later.length ? ` and ${laterObjects - later.length} more` : '';
      said.push(`was written to after it was verified at ${verifiedAt}: ${later.join(', ')}${more}`);
    }
    if (said.length === 0 && digest !== undefined) {
      said.push(`has other versions of its objects than when it was verified at ${verifiedAt}`);
    }
    return said;
  }
}
