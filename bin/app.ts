import { App, Tags } from 'aws-cdk-lib';
import { PegasusEnvironment } from '../lib';
import { environmentsOf } from './app-settings';

/** The CDK app: one stack for each environment of `cdk.json`; `--context environment=dev` picks one. */
const app = new App();
try {
  const chosen = environmentsOf(app.node.tryGetContext('environments'), app.node.tryGetContext('environment'));
  for (const { name, account, region, settings } of chosen) {
    const stack = new PegasusEnvironment(app, `pegasus-${name}`, {
      env: { account, region },
      description: `Pegasus ${name}: database, objects and their backup`,
      terminationProtection: true,
      settings,
    });
    Tags.of(stack).add('pegasus-backup:environment', name);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
