import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { environmentStacks } from '../../bin/environment-stacks';
import { AuroraCluster } from '../../examples/aurora/stack';
import { BucketWithoutVersions } from '../../examples/bucket-without-versions/stack';
import { DatabaseUrl } from '../../examples/database-url/stack';
import { DrillInCi } from '../../examples/drill-in-ci/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { ExistingInstanceAndBucket } from '../../examples/existing-instance-and-bucket/stack';
import { Production, Safe } from '../../examples/other-account/stack';
import { PegasusStack } from '../../examples/readme/stack';
import { RedisQueue } from '../../examples/redis-queue/stack';
import { SelfManaged } from '../../examples/self-managed/stack';
import { TwoPairs } from '../../examples/two-pairs/stack';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const environment = (name: string) => (app: App) => {
  app.node.setContext('environment', name);
  return environmentStacks(app)[0]!;
};

/** Every environment of cdk.json and every example, as it is deployed. */
export const DEPLOYABLE: readonly [string, (app: App) => Stack][] = [
  ['dev', environment('dev')],
  ['staging', environment('staging')],
  ['prod', environment('prod')],
  ['readme', (app) => new PegasusStack(app, 'Example')],
  ['aurora', (app) => new AuroraCluster(app, 'Example')],
  ['bucket-without-versions', (app) => new BucketWithoutVersions(app, 'Example')],
  ['database-url', (app) => new DatabaseUrl(app, 'Example')],
  ['drill-in-ci', (app) => new DrillInCi(app, 'Example')],
  ['ecs-application', (app) => new EcsApplication(app, 'Example')],
  ['existing-instance-and-bucket', (app) => new ExistingInstanceAndBucket(app, 'Example')],
  ['redis-queue', (app) => new RedisQueue(app, 'Example')],
  ['self-managed', (app) => new SelfManaged(app, 'Example')],
  ['two-pairs', (app) => new TwoPairs(app, 'Example')],
  ['the production of other-account', (app) => new Production(app)],
  ['the safe of other-account', (app) => new Safe(app)],
];

export function synthesise(make: (app: App) => Stack): CloudFormationStackArtifact {
  const app = new App({ context });
  const { artifactId } = make(app);
  return app.synth().getStackArtifact(artifactId);
}
