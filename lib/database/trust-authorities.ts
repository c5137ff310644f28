import { Stack, Token, Validations } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { isValid, sayValidity } from '../../domain/database/authorities';
import { hasAuthorities, sayNoAuthorities } from '../../domain/database/trust';
import { bundleOf } from '../handler/handler';
import { putBesideHandlers } from '../handler/handler-code';
import type { AuthoritiesFile } from './certificate-authorities';
import type { ProtectedDatabase } from './protected-database';

/** Time to fetch newer ones, and to deploy them. */
const SOON_DAYS = 180;

/**
 * Gives the handlers the authorities that are named. Without one nothing connects, and a restore would say so only when the database is there. Where the Region is
 * known at deployment only, the readiness watch meets it, and FreezeWrites before it freezes anything.
 *
 * @throws Error where none is known for the Region
 */
export function trustAuthorities(here: Construct, { _definition: definition }: ProtectedDatabase): void {
  const { certificateAuthorities: given, construct } = definition;
  const { region } = Stack.of(here);
  const isKnown = !Token.isUnresolved(region);
  if (given?._file) {
    checkFile(here, given._file, isKnown ? region : undefined);
    putBesideHandlers(here, bundleOf('plan-restore').folder, given._file.pem);
  }
  if (given !== undefined || !isKnown || hasAuthorities(region)) return;
  const misspelt = RegionInfo.regions.some(({ name }) => name === region)
    ? ''
    : `The Region of the stack is '${region}', which aws-cdk-lib does not know: check how it is spelt. If it is new: `;
  throw new Error(
    `${misspelt}\`certificateAuthorities\` of the database ${construct.node.path} is missing, and ${sayNoAuthorities(region)} as \`certificateAuthorities: CertificateAuthorities.fromFile('${region}-bundle.pem')\` of the ProtectedDatabase, in cdk.json \`"certificateAuthorities": { "file": "${region}-bundle.pem" }\` of \`newDatabase\` or \`existingDatabase\`. Where its secret has them as \`sslrootcert\`, give \`CertificateAuthorities.inSecret()\`, \`{ "inSecret": true }\`.`,
  );
}

function checkFile(here: Construct, { path, authorities }: AuthoritiesFile, region: string | undefined): void {
  const regions = [...new Set(authorities.map((one) => one.region))];
  // One that is not of RDS may be for any server.
  if (region !== undefined && !regions.includes(undefined) && !regions.includes(region)) {
    throw new Error(
      `\`certificateAuthorities\` is the file '${path}', which has the authorities of RDS in ${regions.join(', ')} only, and the stack ${Stack.of(here).stackName} is in ${region}: give the file of ${region}.`,
    );
  }
  const soon = Date.now() + SOON_DAYS * 86_400_000;
  const ending = authorities.filter((one) => !isValid(one, soon));
  if (ending.length === 0) return;
  Validations.of(here).addWarning(
    'pegasus-backup:certificate-authorities',
    `\`certificateAuthorities\` is the file '${path}', of which these are not valid, or not for ${SOON_DAYS} days more: ${ending.map(sayValidity).join(', ')}. Give newer ones in time; acknowledge this warning when no server has a certificate of these.`,
  );
}
