import { readFileSync } from 'node:fs';

/** What CDK writes where CloudFormation fills something in. */
export type Reference = { readonly Ref: string } | { readonly 'Fn::GetAtt': readonly [string, string] };

/** As CDK writes it: text, and references that CloudFormation fills in. */
export interface Definition {
  readonly 'Fn::Join': readonly ['', readonly (string | Reference)[]];
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export const readTemplate = (path: string): Template => JSON.parse(readFileSync(path, 'utf8'));

/** The parts of the definition of the restore's state machine in a template. */
export function definitionIn(template: Template): readonly (string | Reference)[] {
  const [, stateMachine] = Object.entries(template.Resources).find(
    ([id, { Type }]) => Type === 'AWS::StepFunctions::StateMachine' && id.includes('BackupRestore'),
  )!;
  return partsOf(stateMachine.Properties.DefinitionString as Definition);
}

export const partsOf = (definition: Definition): readonly (string | Reference)[] => definition['Fn::Join'][1];

/** Its literal parts; between two of them lies an ARN or a name. */
export function literals(template: Template): string[] {
  return definitionIn(template)
    .map((part) => (typeof part === 'string' ? part : 'Ref' in part && part.Ref === 'AWS::Partition' ? 'aws' : '\0'))
    .join('')
    .split('\0');
}
