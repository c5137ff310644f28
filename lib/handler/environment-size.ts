import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Of Lambda, for the names and values of all variables together. */
const LIMIT_BYTES = 4_096;

/**
 * Lambda refuses a larger environment when the stack is deployed. What is known at deployment only, as an ARN, counts
 * nothing here: what is refused is too large for sure.
 */
export function checkEnvironmentSize(handler: IConstruct, environment: Readonly<Record<string, string>>): void {
  handler.node.addValidation({
    validate: () => {
      const sizes = Object.entries(environment)
        .map(([name, value]) => ({ name, bytes: name.length + knownBytes(Stack.of(handler).resolve(value)) }))
        .sort((one, other) => other.bytes - one.bytes);
      const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
      if (all <= LIMIT_BYTES) return [];
      const [{ name, bytes }] = sizes as [(typeof sizes)[number]];
      return [
        `The environment of ${handler.node.path} has ${all} bytes or more; Lambda allows ${LIMIT_BYTES}. ${name} has ${bytes} of them: say less there, or use shorter names.`,
      ];
    },
  });
}

/** Of a text, or of the pieces of one between references. */
function knownBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 0;
  const [intrinsic, argument] = Object.entries(value)[0] ?? [];
  if (intrinsic !== 'Fn::Join') return 0;
  const [separator, parts] = argument as [string, readonly unknown[]];
  const between = Buffer.byteLength(separator) * (parts.length - 1);
  return parts.reduce<number>((sum, part) => sum + knownBytes(part), between);
}
