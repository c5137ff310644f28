import type { Stage } from '../model';
import type { SeededRandom } from '../seeded-random';
import { withDatabase } from '../stage';
import { CatalogueArtist } from './catalogue';
import { makeOddSequences } from './odd-sequences';
import { type Seeded, writeCatalogue } from './write-catalogue';

/** Draws the catalogue and writes it. */
export async function seedLectures(stage: Stage, lectures: number, random: SeededRandom): Promise<Seeded> {
  const catalogue = new CatalogueArtist(stage, new Date(), random).draw(lectures);
  return await withDatabase(stage, async (database) => {
    await makeOddSequences(database);
    return await writeCatalogue(catalogue, database, stage.s3, stage.bucket);
  });
}
