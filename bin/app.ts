import { App } from 'aws-cdk-lib';
import { environmentStacks } from './environment-stacks';

/** The CDK app: one stack for each environment of `cdk.json`; `--context environment=dev` picks one. */
try {
  environmentStacks(new App());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
