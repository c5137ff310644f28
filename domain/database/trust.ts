import { REGIONS_WITH_AUTHORITIES } from './regions-with-authorities';

/** In the folder of the bundles, where `certificateAuthorities` names a file. */
export const AUTHORITIES_FILE = 'certificate-authorities.pem';

export const hasAuthorities = (region: string): boolean => REGIONS_WITH_AUTHORITIES.includes(region);

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d$/;

/** As in `db.abc.il-central-1.rds.amazonaws.com` and `db.abc.rds.cn-north-1.amazonaws.com.cn`. */
export function regionOf(host: string): string | undefined {
  const labels = host.split('.');
  return labels.includes('rds') ? labels.find((label) => REGION.test(label)) : undefined;
}

/** Where AWS publishes the authorities of a Region; undefined where that is not known. */
export function bundleAddress(region: string): string | undefined {
  if (!REGION.test(region) || /^(us-iso|eu-iso|eusc-)/.test(region)) return undefined;
  const store = region.startsWith('us-gov-')
    ? 'https://truststore.pki.us-gov-west-1.rds.amazonaws.com'
    : region.startsWith('cn-')
      ? 'https://rds-truststore.s3.cn-north-1.amazonaws.com.cn'
      : 'https://truststore.pki.rds.amazonaws.com';
  return `${store}/${region}/${region}-bundle.pem`;
}

/** What to do where this version knows no authority of a Region. */
export const sayNoAuthorities = (region: string): string =>
  `this version brings no certificate authorities of RDS for the Region ${region}, so no connection to a database there could be verified: give those that AWS publishes (${bundleAddress(region) ?? 'the RDS user guide of its partition says where'})`;
