import { type App, Tags } from 'aws-cdk-lib';
import { PegasusEnvironment } from '../lib';
import { environmentsOf } from './app-settings';

/**
 * One stack for each environment of the context, or for the one that it names.
 *
 * @throws Error that says what is wrong in cdk.json
 */
export function environmentStacks(app: App): PegasusEnvironment[] {
  const chosen = environmentsOf(app.node.tryGetContext('environments'), app.node.tryGetContext('environment'));
  return chosen.map(({ name, account, region, terminationProtection, settings }) => {
    const stack = new PegasusEnvironment(app, `pegasus-${name}`, {
      env: { account, region },
      description: `Pegasus ${name}: database, objects and their backup`,
      terminationProtection,
      settings,
    });
    Tags.of(stack).add('pegasus-backup:environment', name);
    return stack;
  });
}
