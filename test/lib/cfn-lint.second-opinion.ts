import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { environmentsOf } from '../../bin/app-settings';
import { AuroraCluster } from '../../examples/aurora/stack';
import { BucketWithoutVersions } from '../../examples/bucket-without-versions/stack';
import { DrillInCi } from '../../examples/drill-in-ci/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { ExistingInstanceAndBucket } from '../../examples/existing-instance-and-bucket/stack';
import { Production, Safe } from '../../examples/other-account/stack';
import { PegasusStack } from '../../examples/readme/stack';
import { SelfManaged } from '../../examples/self-managed/stack';
import { TwoPairs } from '../../examples/two-pairs/stack';
import { PegasusEnvironment } from '../../lib';

const EXAMPLES = {
  AuroraCluster,
  BucketWithoutVersions,
  DrillInCi,
  EcsApplication,
  ExistingInstanceAndBucket,
  PegasusStack,
  SelfManaged,
  TwoPairs,
};

/** prod has everything that the others have. Warnings of W3005 are about dependencies that CDK writes out although a reference implies them. */
test('cfn-lint finds no error in the templates of prod and of the examples', () => {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = new App({ context });
  const [prod] = environmentsOf(context.environments, 'prod');
  new PegasusEnvironment(app, 'pegasus-prod', { settings: prod!.settings });
  for (const [id, Example] of Object.entries(EXAMPLES)) new Example(app, id);
  new Safe(app);
  new Production(app);
  const { directory, stacks } = app.synth();
  const found = spawnSync(
    'cfn-lint',
    [
      ...['--ignore-checks', 'W3005', '--non-zero-exit-code', 'error', '--'],
      ...stacks.map(({ templateFile }) => join(directory, templateFile)),
    ],
    { encoding: 'utf8' },
  );
  expect(stacks).toHaveLength(Object.keys(EXAMPLES).length + 3);
  expect({ status: found.status, errors: found.stdout.match(/^E\d+.*$/gm) }).toEqual({ status: 0, errors: null });
});
