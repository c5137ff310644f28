import { readFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AuroraCluster } from '../../examples/aurora/stack';
import { BucketWithoutVersions } from '../../examples/bucket-without-versions/stack';
import { DrillInCi } from '../../examples/drill-in-ci/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { ExistingInstanceAndBucket } from '../../examples/existing-instance-and-bucket/stack';
import { otherAccount } from '../../examples/other-account/stack';
import { PegasusStack } from '../../examples/readme/stack';
import { SelfManaged } from '../../examples/self-managed/stack';
import { TwoPairs } from '../../examples/two-pairs/stack';

test.each([
  ['readme', PegasusStack, 1],
  ['aurora', AuroraCluster, 1],
  ['bucket-without-versions', BucketWithoutVersions, 2],
  ['ecs-application', EcsApplication, 1],
  ['drill-in-ci', DrillInCi, 0],
  ['existing-instance-and-bucket', ExistingInstanceAndBucket, 1],
  ['self-managed', SelfManaged, 1],
  ['two-pairs', TwoPairs, 2],
])('%s synthesises without a warning', (_, Example, pairs) => {
  const stack = new Example(new App(), 'Example');
  Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', pairs);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('other-account synthesises both stacks without a warning', () => {
  const app = new App();
  for (const stack of [otherAccount(app), app.node.findChild('Safe') as Stack]) {
    Template.fromStack(stack);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  }
});

test('two pairs share nothing that holds data', () => {
  const template = Template.fromStack(new TwoPairs(new App(), 'Example'));
  template.resourceCountIs('AWS::SSM::Parameter', 2);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  const evidence = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.includes('Evidence'));
  expect(evidence).toHaveLength(2);
});

test('the README shows the lines that are compiled', () => {
  const [, lines] = readFileSync('examples/readme/stack.ts', 'utf8').split(/ *\/\/ readme: (?:begin|end)\n/);
  const shown = lines!.trim().replace(/^ {4}/gm, '');
  expect(readFileSync('README.md', 'utf8')).toContain(shown);
});
