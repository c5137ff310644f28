import type { App, Stack } from 'aws-cdk-lib';
import { ExistingInstanceAndBucket } from '../../examples/existing-instance-and-bucket/stack';
import { Account } from '../../local/aws/cloudformation/lifecycle/account';
import { type CreationPlan, planCreation } from '../../local/aws/cloudformation/lifecycle/creation-order';
import { FailingStack } from '../../local/aws/cloudformation/lifecycle/stack';
import type { TemplateText } from '../lib/roles/policies-in';
import { unknownIn } from '../lib/roles/unknown-in';
import { DEPLOYABLE, synthesise } from './deployable';

function synthesised(make: (app: App) => Stack) {
  const { template, terminationProtection, stackName } = synthesise(make);
  return { plan: planCreation(template), terminationProtection, stackName };
}

/** What fills while a stack is made: readiness writes, access is logged, snapshots are taken. Not what waits for others. */
const stores = ({ template }: CreationPlan) =>
  Object.entries(template.Resources)
    .filter(([, { Type }]) => /^AWS::(S3::Bucket|Backup::\w*Vault)$/.test(Type))
    .filter(([, { Properties }]) => !JSON.stringify(Properties).includes('"pegasus-safe'))
    .map(([logicalId]) => logicalId);

describe.each(DEPLOYABLE)('F105 %s', (name, make) => {
  const { plan, terminationProtection, stackName } = synthesised(make);

  test.each([
    ['empty', []],
    ['filled', stores(plan)],
  ])('fails at each resource in turn, its stores %s, is rolled back, and is made again', async (_, filled) => {
    const blocked: string[] = [];
    const resources = [...plan.order.keys()];
    for (const failing of resources) {
      const account = new Account();
      for (const logicalId of filled) account.filled.add(logicalId);
      const stack = new FailingStack(account, stackName);
      try {
        await stack.deploy(plan, { failing, terminationProtection });
        expect(stack.reasons).toContain(`${failing} has failed`);
        await stack.deploy(plan);
        if (stack.status !== 'CREATE_COMPLETE') throw new Error(stack.reasons.join('; '));
      } catch (error) {
        blocked.push(`${failing}: ${(error as Error).message}`);
      }
    }
    expect(blocked.slice(0, 3)).toEqual([]);
    expect(resources.length).toBeGreaterThan(2);
  });

  test('says nothing in its policies that IAM does not know', () =>
    expect(unknownIn([plan.template as TemplateText])).toEqual([]));

  test('is destroyed with its stores filled, and made again', async () => {
    const account = new Account();
    for (const logicalId of stores(plan)) account.filled.add(logicalId);
    const stack = new FailingStack(account, stackName);
    await stack.deploy(plan);
    stack.delete();
    expect([stack.status, stack.reasons]).toEqual(['DELETE_COMPLETE', []]);
    await stack.deploy(plan);
    // Who replicates there knows it by its names, so these are given once.
    const taken =
      name === 'the safe of other-account' ? [expect.stringMatching(/pegasus-safe\S* already exists$/)] : [];
    expect(stack.reasons.slice(0, 1)).toEqual(taken);
  });
});

test('F105 two stacks of one app meet nowhere', async () => {
  const account = new Account();
  for (const stackName of ['one', 'two']) {
    const { plan } = synthesised((app) => new ExistingInstanceAndBucket(app, 'Example', { stackName }));
    const stack = new FailingStack(account, stackName);
    await stack.deploy(plan);
    expect([stack.status, stack.reasons]).toEqual(['CREATE_COMPLETE', []]);
  }
});
