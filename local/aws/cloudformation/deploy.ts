import type { LocalParameters } from '../ssm';
import { readStack } from './assembly';
import { Deployment, type Remembered } from './deployment';
import { resolve } from './intrinsics';
import type { Services } from './resource';
import type { StandingResource } from './standing-stack';
import { Template, type TemplateParameter } from './template';

/** A stack as it stands on this machine. */
export interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  /** Logical id → physical id: what `Ref` gives. */
  readonly resources: Readonly<Record<string, string>>;
  /** What Step Functions was given, by the ARN of the state machine. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Schedules and subscriptions: known, not run. */
  readonly remembered: readonly Remembered[];
  /** Logical id → why it has no effect on this machine. */
  readonly withoutEffect: Readonly<Record<string, string>>;
  /** What CloudFormation tells of it. */
  readonly standing: {
    readonly resources: readonly StandingResource[];
    readonly tags: Readonly<Record<string, string>>;
  };
}

/**
 * Deploys one stack of a synthesised assembly, or what has changed of it since it was deployed last.
 *
 * Whatever cannot be as the template says is an error that names the resource: a type or a property that this
 * machine does not know, an attribute it cannot give, an import of another stack, a change it cannot make. Not so the types listed in
 * `without-effect.ts`, each with its reason.
 * @param parameters values for the template's parameters that have no default, or another one
 */
export async function deploy(
  services: Services,
  assemblyDirectory: string,
  stackName: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Deployed> {
  const stack = readStack(assemblyDirectory, stackName);
  const template = Template.parse(JSON.parse(stack.template));
  const values = parameterValues(template.Parameters, parameters, services.parameters);
  const deployment = new Deployment(stack, template, services, values);
  for (const logicalId of Object.keys(template.Resources)) {
    if (await deployment.exists(logicalId)) await deployment.create(logicalId);
  }
  const gone = [...(services.stacks.get(stack.name)?.keys() ?? [])].find((id) => !deployment.standing.has(id));
  if (gone !== undefined) throw new Error(`\`${gone}\` is not in the template any more: this machine removes nothing.`);
  services.stacks.set(stack.name, deployment.standing);
  const outputs: Record<string, string> = {};
  for (const [name, { Value, Condition }] of Object.entries(template.Outputs)) {
    if (Condition === undefined || (await deployment.condition(Condition))) {
      outputs[name] = String(await resolve(Value, deployment, [`Outputs.${name}`]));
    }
  }
  const resources = Object.fromEntries([...deployment.resources].map(([id, { ref }]) => [id, ref]));
  const definitions = Object.fromEntries(
    Object.entries(resources)
      .filter(([id]) => template.Resources[id]?.Type === 'AWS::StepFunctions::StateMachine')
      .map(([, arn]) => [arn, services.states.stateMachine(arn).text]),
  );
  return {
    outputs,
    resources,
    definitions,
    remembered: deployment.remembered,
    withoutEffect: Object.fromEntries(deployment.withoutEffect),
    standing: { resources: standingOf(deployment, template), tags: stack.tags },
  };
}

const standingOf = ({ standing }: Deployment, { Resources }: Template): StandingResource[] =>
  [...standing].map(([logicalId, { type, properties, resource }]) => ({
    logicalId,
    type,
    properties,
    physicalId: resource.ref,
    deletionPolicy: Resources[logicalId]?.DeletionPolicy ?? 'Delete',
    status: 'CREATE_COMPLETE',
  }));

/** Read when they are used: the bootstrap version, which every stack asks for, is not there. */
function parameterValues(
  declared: Readonly<Record<string, TemplateParameter>>,
  given: Readonly<Record<string, string>>,
  store: LocalParameters,
): Map<string, () => unknown> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined) throw new Error(`The template has no parameter \`${unknown}\`.`);
  const entries = Object.entries(declared).map(([name, { Type, Default }]): [string, () => unknown] => [
    name,
    () => {
      const value = given[name] ?? Default?.toString();
      if (value === undefined) throw new Error(`The parameter \`${name}\` needs a value.`);
      if (!Type.startsWith('AWS::SSM::Parameter::'))
        return /^(CommaDelimitedList|List<)/.test(Type) ? value.split(',') : value;
      const stored = store.get(value)?.Value;
      if (stored === undefined) throw new Error(`The parameter \`${name}\` is kept at ${value}, which does not exist.`);
      return stored;
    },
  ]);
  return new Map(entries);
}
