import { S3Client } from '@aws-sdk/client-s3';
import { migrate } from '../../local/application/schema';
import { CatalogueArtist } from '../../local/drill/seed/catalogue';
import { makeOddSequences } from '../../local/drill/seed/odd-sequences';
import { type Seeded, writeCatalogue } from '../../local/drill/seed/write-catalogue';
import { SeededRandom } from '../../local/drill/seeded-random';
import { connect } from '../../runtime/database/postgres';

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing in the environment.`);
  return value;
};

/**
 * Fills both stores with the lectures of a drill, the same ones wherever it runs: what a drill counts in them can be
 * compared. Not twice: stores that are filled stay as they are.
 */
export async function handler(): Promise<Seeded | 'filled before'> {
  const location = { bucket: variable('PROTECTED_BUCKET'), prefix: variable('OBJECT_PREFIX') };
  const database = await connect({ secretArn: variable('DATABASE_SECRET_ARN') });
  try {
    // Handlers look nowhere but in the catalogue; tables of an application are in `public`.
    await database.query('set search_path to public');
    await migrate(database);
    const { rows } = await database.query('select 1 from lectures limit 1');
    if (rows.length > 0) return 'filled before';
    await makeOddSequences(database);
    const catalogue = new CatalogueArtist(location, new Date(), new SeededRandom(1)).draw(Number(variable('LECTURES')));
    return await writeCatalogue(catalogue, database, new S3Client({}), location.bucket);
  } finally {
    await database.end();
  }
}
