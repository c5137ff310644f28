import { Stack } from 'aws-cdk-lib';
import type { HookTime } from '../../../domain/workflow/workflow';
import type { Permission } from '../../handler/permission';
import type { RestoreResources } from '../resources';

/** The environment's `HOOKS`: the ARNs may be filled in by CloudFormation. */
export function hooksJson({ hooks, evidence }: Pick<RestoreResources, 'hooks' | 'evidence'>): string | undefined {
  if (hooks.length === 0) return undefined;
  const declared = hooks.map(({ _name: name, _when: when, _inDrills: inDrills, _fn: { functionArn } }) => ({
    name,
    when,
    functionArn,
    inDrills,
  }));
  return Stack.of(evidence).toJsonString(declared);
}

/** Those of that moment, and no other function. */
export const invokesHooks = ({ hooks }: Pick<RestoreResources, 'hooks'>, when: HookTime): Permission[] => [
  {
    reason: 'invokes the hooks of this moment',
    actions: ['lambda:InvokeFunction'],
    resources: [...new Set(hooks.filter((hook) => hook._when === when).map(({ _fn }) => _fn.functionArn))],
  },
];
