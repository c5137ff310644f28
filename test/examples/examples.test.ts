import { readFileSync } from 'node:fs';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { AuroraCluster } from '../../examples/aurora/stack';
import { BucketWithoutVersions } from '../../examples/bucket-without-versions/stack';
import { DrillInCi } from '../../examples/drill-in-ci/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { ExistingInstanceAndBucket } from '../../examples/existing-instance-and-bucket/stack';
import { otherAccount } from '../../examples/other-account/stack';
import { PegasusStack } from '../../examples/readme/stack';
import { SelfManaged } from '../../examples/self-managed/stack';
import { TwoPairs } from '../../examples/two-pairs/stack';
import { BackupDestination, PegasusBackup } from '../../lib';

// Here CDK's own validation looks at templates too, as it does for who deploys an example (test/run/before-all.ts).
process.env.CDK_VALIDATION = 'true';

const EXAMPLES = [
  ['readme', PegasusStack, 2],
  ['aurora', AuroraCluster, 2],
  ['bucket-without-versions', BucketWithoutVersions, 3],
  ['ecs-application', EcsApplication, 2],
  ['drill-in-ci', DrillInCi, 0],
  ['existing-instance-and-bucket', ExistingInstanceAndBucket, 2],
  ['self-managed', SelfManaged, 2],
  ['two-pairs', TwoPairs, 4],
] as const;

test.each(EXAMPLES)('%s synthesises without a warning', (_, Example, stateMachines) => {
  const stack = new Example(new App(), 'Example');
  Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', stateMachines);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('other-account synthesises both stacks without a warning', () => {
  const app = new App();
  for (const stack of [otherAccount(app), app.node.findChild('Safe') as Stack]) {
    Template.fromStack(stack);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  }
});

/** Paths of the constructs in which cdk-nag finds something. */
function foundByNag(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...String(error).matchAll(/^ {3}(\S+) aws-cdk-lib\./gm)].map(([, path]) => path!);
  }
}

const isOurs = (construct: IConstruct) => construct instanceof PegasusBackup || construct instanceof BackupDestination;

test.each<[string, (app: App) => Stack]>([
  ...EXAMPLES.map(([name, Example]): [string, (app: App) => Stack] => [name, (app) => new Example(app, 'Example')]),
  ['other-account', otherAccount],
])('cdk-nag finds nothing in what %s has from this library', (name, make) => {
  const app = new App();
  make(app);
  const ours = app.node.findAll().filter(isOurs);
  const found = foundByNag(app);
  expect(found.filter((path) => ours.some(({ node }) => path.startsWith(`${node.path}/`)))).toEqual([]);
  // The example's own stores are kept short, and found: it was really looked.
  if (name === 'readme') expect(found).toContain('Example/Objects/Resource');
});

test('two pairs share nothing that holds data', () => {
  const template = Template.fromStack(new TwoPairs(new App(), 'Example'));
  const parameters = Object.values(template.findResources('Custom::PegasusBackupTraffic'));
  expect(new Set(parameters.map(({ Properties }) => Properties.Name)).size).toBe(2);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  const evidence = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.includes('Evidence'));
  expect(evidence).toHaveLength(2);
});

test('the README shows the lines that are compiled', () => {
  const marked = /^ *\/\/ readme: begin\n(.*?)^ *\/\/ readme: end\n/gms;
  const shown = [...readFileSync('examples/readme/stack.ts', 'utf8').matchAll(marked)]
    .map(([, lines = '']) => lines.replace(/^ {4}/gm, ''))
    .join('')
    .replace("'../../lib'", "'pegasus-backup'");
  expect(shown).toMatch(/^import .*'pegasus-backup'.*new PegasusBackup/s);
  expect(readFileSync('README.md', 'utf8')).toContain(`\`\`\`ts\n${shown}\`\`\`\n`);
});
