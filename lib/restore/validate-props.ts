import { type Duration, Token } from 'aws-cdk-lib';
import { folder } from '../../domain/arguments/location';
import { WAIVABLE } from '../../domain/checks/waiver';
import { quoted } from '../../domain/workflow/quoted';
import { wholeNumber } from '../options/known-now';
import { wholeDuration } from '../options/whole-duration';

const LARGEST_GAP = 1_000_000_000;
/** What ARNs and conditions of IAM do not take as it stands, and what no one sees. */
const PATTERN = /[*?$\p{C}]/u;
/** They run one after the other; each start is noted in the lock. */
const MOST_DRILLS = 1_000;
/** What an account has at first. */
const MOST_AT_ONCE = 1_000;

export const checkGap = (gap: number): number =>
  wholeNumber(
    '`raiseSequencesBy`',
    gap,
    0,
    LARGEST_GAP,
    'more ids than are handed out between a target time and a restore',
  );

export const checkDrills = (most: number): number => wholeNumber('`maxDrillsPerDay`', most, 1, MOST_DRILLS);

export const checkConcurrency = (most: number): number => wholeNumber('`maxConcurrency`', most, 1, MOST_AT_ONCE);

/** @throws Error for what no lifecycle rule can say */
export const checkKeepLostRows = (keep: Duration): Duration =>
  wholeDuration('`keepLostRows`', keep, {
    unit: 'days',
    least: 1,
    why: 'a lifecycle rule deletes the rows that a restore has left behind, and it counts days',
  });

/** @throws Error for a name that is no check, or none that may be waived */
export function checkWaived(names: readonly string[]): readonly string[] {
  const wrong = names.filter((name) => !WAIVABLE.includes(name));
  if (wrong.length === 0) return names;
  throw new Error(
    `\`waivedChecks\` has '${wrong.join("', '")}'; '${WAIVABLE.join("', '")}' are allowed: what else is checked must hold after every restore.`,
  );
}

/** @throws Error for what is no ARN: it would name nothing that the bucket tells */
export function checkWantedConsumers(arns: readonly string[]): readonly string[] {
  const wrong = arns.filter((arn) => !Token.isUnresolved(arn) && !arn.startsWith('arn:'));
  if (wrong.length === 0) return arns;
  throw new Error(
    `\`wantedEventConsumers\` has '${wrong.join("', '")}'; ARNs are allowed, of a function, queue or topic as the bucket's notifications have it, or of a rule: give \`fn.functionArn\`, \`queue.queueArn\`, \`topic.topicArn\` or \`rule.ruleArn\`.`,
  );
}

/**
 * As the command line reads a prefix: `pegasus` and `pegasus/` protect a folder, and nothing that merely begins like it.
 * The whole bucket is not offered, because a rewind of it would also take what others keep there.
 */
export function checkPrefix(prefix: string): string {
  if (Token.isUnresolved(prefix)) {
    throw new Error('`prefix` is known only when the stack is deployed; write it as text, as pegasus/.');
  }
  if (PATTERN.test(prefix)) {
    throw new Error(
      `\`prefix\` is ${quoted(prefix)}; \`*\`, \`?\`, \`$\` and what cannot be seen are not allowed: IAM would take them for patterns and variables.`,
    );
  }
  try {
    if (prefix !== '') return folder(prefix);
  } catch (error) {
    throw new Error(`\`prefix\` is '${prefix}'; it ${(error as Error).message}.`);
  }
  throw new Error("`prefix` is ''; it must be a prefix, as pegasus/: the whole bucket cannot be protected.");
}
