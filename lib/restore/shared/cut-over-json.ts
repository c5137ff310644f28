import { Stack } from 'aws-cdk-lib';
import type { RestoreResources } from '../resources';

/** The environment's `CUT_OVER`: names in it may be filled in by CloudFormation. */
export const cutOverJson = ({ cutOver, evidence }: Pick<RestoreResources, 'cutOver' | 'evidence'>): string =>
  Stack.of(evidence).toJsonString(cutOver._definition.spec);
