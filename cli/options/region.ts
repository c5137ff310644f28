import { BucketLocationConstraint } from '@aws-sdk/client-s3';
import type { Option } from 'commander';
import { name } from '../../domain/arguments/text';
import { nearestName } from '../../runtime/references/nearest';
import { BadArguments } from '../exit-code';
import { option } from './option';

/** Those that the SDK knows: S3's own list, which has `EU` of old and lacks the Region that needs no name. */
const REGIONS: readonly string[] = ['us-east-1', ...Object.values(BucketLocationConstraint)].filter(
  (region) => region !== BucketLocationConstraint.EU,
);

/** Partitions that S3's list has not. */
const APART = /^(us-iso|eu-iso|eusc-)/;

export const regionOption = (): Option =>
  option('--region <region>', 'AWS Region (default: from the environment)', name);

/**
 * A Region that does not exist has no host: it is said before one is looked up. Another store calls its own as it likes.
 * @throws BadArguments
 */
export function assertRegion({
  region,
  endpointUrl,
}: {
  readonly region?: string;
  readonly endpointUrl?: string;
}): void {
  const [given, where] = region === undefined ? [process.env.AWS_REGION, 'AWS_REGION='] : [region, '--region '];
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = process.env;
  const elsewhere = endpointUrl || AWS_ENDPOINT_URL || AWS_ENDPOINT_URL_S3;
  if (elsewhere || !given || REGIONS.includes(given) || APART.test(given)) return;
  const nearest = nearestName(given, REGIONS);
  const meant = nearest === undefined ? 'Give one such as eu-central-1' : `Did you mean ${nearest}? Give its name`;
  throw new BadArguments(
    `\`${where}${given}\` is no Region that is known here. ${meant}; for one that is newer than this version add \`--endpoint-url\`.`,
  );
}
