import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { environmentsOf } from '../../bin/environments';
import { PegasusEnvironment } from '../../lib';

const installed = spawnSync('cfn-lint', ['--version']).status === 0;
if (!installed) console.warn('SKIPPED: cfn-lint is not on the PATH, so the templates have no second opinion here.');

/** prod has everything that the others have. Warnings of W3005 are about dependencies that CDK writes out although a reference implies them. */
(installed ? test : test.skip)(
  'cfn-lint finds no error in the template of prod',
  () => {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const app = new App({ context });
    const [prod] = environmentsOf(context.environments, 'prod');
    const stack = new PegasusEnvironment(app, 'pegasus-prod', { settings: prod!.settings });
    const { directory } = app.synth();
    const found = spawnSync(
      'cfn-lint',
      ['--ignore-checks', 'W3005', '--non-zero-exit-code', 'error', join(directory, stack.templateFile)],
      { encoding: 'utf8' },
    );
    expect({ status: found.status, errors: found.stdout.match(/^E\d+.*$/gm) }).toEqual({ status: 0, errors: null });
  },
  120_000,
);
