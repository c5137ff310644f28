import { type Duration, type Size, Token } from 'aws-cdk-lib';

type Amount = number | Duration | Size;

const isKnown = (given: Amount): boolean =>
  typeof given === 'number' ? !Token.isUnresolved(given) : !given.isUnresolved();

const isAmount = (given: unknown): given is Amount =>
  typeof given === 'number' || (typeof given === 'object' && given !== null && 'isUnresolved' in given);

/** The compiler does not find it: what the context of an app holds has no type. */
export const notText = (prop: string, given: unknown, wanted: string): Error =>
  new Error(
    `${prop} is ${JSON.stringify(given)}; it must be ${wanted}. What \`--context\` gives is text: convert it, or write it into cdk.json without quotation marks.`,
  );

/**
 * What is compared with limits, or counted in another unit, at synth.
 *
 * @throws Error for a value of a parameter of the stack, or of another stack, and for text
 */
export function knownNow<Given extends Amount>(prop: string, given: Given): Given {
  if (!isAmount(given)) throw notText(prop, given, 'a number, a Duration or a Size, as its type says');
  if (isKnown(given)) return given;
  throw new Error(
    `${prop} is known only when the stack is deployed; it must be known before: write the number down, or read it from the context of the app (\`node.getContext\`).`,
  );
}

/** @throws Error that says what was given and what is allowed */
export function wholeNumber(prop: string, given: number, least: number, most: number, why = ''): number {
  if (Number.isSafeInteger(knownNow(prop, given)) && given >= least && given <= most) return given;
  throw new Error(`${prop} is ${given}; it must be an integer from ${least} to ${most}${why && `: ${why}`}.`);
}
