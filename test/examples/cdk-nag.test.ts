import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuroraCluster } from '../../examples/aurora/stack';
import { BucketWithoutVersions } from '../../examples/bucket-without-versions/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { otherAccount } from '../../examples/other-account/stack';

const context: Record<string, unknown> = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

interface Report {
  readonly pluginReports: {
    readonly violations: {
      readonly ruleName: string;
      readonly violatingConstructs: { readonly constructPath: string }[];
    }[];
  }[];
}

/** Path and rule of what cdk-nag finds under `construct`: the stores beside it are the example's, not the library's. */
function findings(make: (app: App) => unknown, construct: RegExp): string[] {
  const app = new App({ context, outdir: mkdtempSync(join(tmpdir(), 'pegasus-backup-')) });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  make(app);
  // It fails for the example's stores, and leaves its report.
  expect(() => app.synth()).toThrow('validation-report.json');
  const { pluginReports }: Report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  return pluginReports
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${constructPath}: ${ruleName}`),
    )
    .filter((found) => construct.test(found));
}

beforeAll(() => jest.spyOn(console, 'error').mockImplementation());
afterAll(() => jest.restoreAllMocks());

test.each([
  ['of a cluster', (app: App) => new AuroraCluster(app, 'Example')],
  ['with daily snapshots', (app: App) => new BucketWithoutVersions(app, 'Example')],
  ['that switches ECS services', (app: App) => new EcsApplication(app, 'Example')],
])('a backup %s is clean for cdk-nag', (_, make) => {
  expect(findings(make, /^Example\/Backup\//)).toEqual([]);
});

test('a backup with copies in another account is clean for cdk-nag, and so is where they go', () => {
  expect(findings(otherAccount, /^(Production\/Backup|Safe\/Copies)\//)).toEqual([]);
});

test('cdk-nag did look: it finds what the bucket of an example lacks', () => {
  const make = (app: App) => new AuroraCluster(app, 'Example');
  expect(findings(make, /^Example\/Objects\//)).toEqual(['Example/Objects/Resource: AwsSolutions-S1']);
});
