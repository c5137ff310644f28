import { BadArguments } from '../cli/exit-code';

/** An environment of cdk.json that says where it stands. */
export interface Environment {
  readonly name: string;
  readonly account: string;
}

export function environmentsWithAccount(context: unknown): readonly Environment[] {
  const environments = (context as { environments?: Record<string, { account?: string }> })?.environments ?? {};
  return Object.entries(environments).flatMap(([name, { account }]) =>
    account === undefined ? [] : [{ name, account }],
  );
}

/**
 * A check belongs into an account in which nothing else is at stake: it is typed, the credentials are those of it, and no
 * environment stands there.
 * @throws BadArguments before anything is touched
 */
export function assertSandbox(typed: string, ofCredentials: string, environments: readonly Environment[]): void {
  if (typed !== ofCredentials) {
    throw new BadArguments(
      `\`--account ${typed}\` was given, and the credentials belong to ${ofCredentials}: use the credentials of the sandbox account (AWS_PROFILE), or type its number.`,
    );
  }
  const [taken] = environments.filter(({ account }) => account === typed);
  if (taken !== undefined) {
    throw new BadArguments(
      `\`--account ${typed}\` is the account of the environment \`${taken.name}\` in cdk.json: a check makes and deletes databases, buckets and keys. Use a sandbox account.`,
    );
  }
}
