import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const Properties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').optional(),
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  RoleArn: z.string(),
  EncryptionConfiguration: z.unknown().optional(),
  LoggingConfiguration: z.unknown().optional(),
  TracingConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

/** The definition goes to Step Functions as the template has it, with nothing but its tokens replaced. */
export async function createStateMachine(request: ResourceRequest): Promise<Resource> {
  const properties = Properties.parse(request.properties);
  const name = properties.StateMachineName ?? physicalName(request, 80);
  const definition = Object.entries(properties.DefinitionSubstitutions).reduce(
    (text, [key, value]) => text.replaceAll(`\${${key}}`, value),
    definitionText(request, properties),
  );
  const arn = await request.services.states.createStateMachine(name, definition, properties.RoleArn);
  return { ref: arn, attributes: { Arn: arn, Name: name } };
}

function definitionText({ stack }: ResourceRequest, properties: z.output<typeof Properties>): string {
  const { DefinitionString, DefinitionS3Location } = properties;
  if (DefinitionString !== undefined) return DefinitionString;
  const asset = DefinitionS3Location && stack.assets.get(DefinitionS3Location.Key);
  if (!asset) throw new Error('it has neither a `DefinitionString` nor a definition among the assets of the assembly');
  return readFileSync(asset.path, 'utf8');
}
