import { type Duration, type Size, Token } from 'aws-cdk-lib';

type Amount = number | Duration | Size;

const isKnown = (given: Amount): boolean =>
  typeof given === 'number' ? !Token.isUnresolved(given) : !given.isUnresolved();

/**
 * What is compared with limits, or counted in another unit, at synth.
 *
 * @throws Error for a value of a parameter of the stack, or of another stack
 */
export function knownNow<Given extends Amount>(prop: string, given: Given): Given {
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
