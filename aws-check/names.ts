/** The one stack of a check. Whatever a check makes carries its name or its tag, and nothing else is removed. */
export const STACK = 'pegasus-aws-check';
export const TAG = 'pegasus-backup:aws-check';
export const TAG_VALUE = 'npm run aws-check';

export const NOT_RUN_ON_AWS =
  'NOT YET RUN ON AWS: tried against the AWS on this machine and against moto only (docs/first-deployment.md).';
