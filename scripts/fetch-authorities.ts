// Fetches the certificate authorities that AWS publishes for the RDS of a Region, checks them, and writes the file that
// `certificateAuthorities` takes: npm run fetch-authorities -- il-central-1 [FILE]
//
// NOT YET RUN against AWS: where this was written, its address could not be reached. Tried against servers of this machine.
import { writeFileSync } from 'node:fs';
import { type Authority, isValid, readAuthorities } from '../domain/database/authorities';
import { bundleAddress } from '../domain/database/trust';

const ANSWERS_WITHIN_MILLISECONDS = 30_000;

/** What was published, as it came, and what is in it. */
export interface Published {
  readonly pem: string;
  readonly authorities: readonly Authority[];
}

/**
 * @param now milliseconds
 * @throws Error for an answer that is no bundle of authorities of this Region alone
 */
export async function fetchAuthorities(address: string, region: string, now: number): Promise<Published> {
  // Another address could name other authorities.
  const answer = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MILLISECONDS),
  });
  const location = answer.headers.get('location');
  if (location !== null) throw new Error(`${address} sends on to ${location}, which is not followed.`);
  if (answer.status !== 200) throw new Error(`${address} answers ${answer.status}: there is nothing for ${region}?`);
  const pem = await answer.text();
  try {
    const authorities = readAuthorities(pem, now);
    const beside = pem.replace(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g, '').trim();
    if (beside !== '') throw new Error(`has more than certificates: ${JSON.stringify(beside.slice(0, 80))}`);
    const foreign = authorities.filter((one) => one.region !== region).map(({ name }) => name);
    if (foreign.length > 0) throw new Error(`has authorities that are not of RDS in ${region}: ${foreign.join(', ')}`);
    return { pem, authorities };
  } catch (error) {
    throw new Error(`The answer of ${address} ${(error as Error).message}.`);
  }
}

/** A list that is compared by a person. */
export const sayAuthorities = (authorities: readonly Authority[], now: number): string[] =>
  authorities.flatMap((one) => [
    `${one.name}, ${one.isRoot ? 'root' : 'intermediate'}, until ${new Date(one.validTo).toISOString().slice(0, 10)}${isValid(one, now) ? '' : ' (NOT VALID)'}`,
    `  SHA-1    ${one.thumbprint}`,
    `  SHA-256  ${one.fingerprint}`,
  ]);

async function main([region, file = `${region}-bundle.pem`]: readonly string[]): Promise<void> {
  const address = bundleAddress(region ?? '');
  if (region === undefined || address === undefined) {
    throw new Error(
      'Give a Region whose authorities are published on the internet: npm run fetch-authorities -- il-central-1 [FILE]',
    );
  }
  const now = Date.now();
  const { pem, authorities } = await fetchAuthorities(address, region, now);
  // Not over a file that is in use: it is compared first.
  writeFileSync(file, pem, { flag: 'wx' });
  console.log(sayAuthorities(authorities, now).join('\n'));
  console.log(
    `\nWritten to ${file}. Compare each SHA-1 with the Thumbprint that RDS itself tells you, before you use it:\n  aws rds describe-certificates --region ${region} --query 'Certificates[].[CertificateIdentifier,Thumbprint]' --output text`,
  );
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error & { cause?: Error }) => {
    console.error(`error: ${error.message}${error.cause ? ` (${error.cause.message})` : ''}`);
    process.exitCode = 1;
  });
}
