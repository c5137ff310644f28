import { ExitCode } from '../cli/exit-code';
import { sentenceOf } from '../cli/trouble';
import type { RestoreReport } from '../domain/report/model';
import { assertSandbox, type Environment } from './account';
import { compare, durations, outcomeOf, whyEmpty } from './compare';
import { costOfOneCheck } from './cost';
import { NOT_RUN_ON_AWS, STACK, TAG, TAG_VALUE } from './names';

export interface CheckOptions {
  readonly account: string;
  readonly region: string;
  readonly keep: boolean;
  readonly dryRun: boolean;
  readonly remove: boolean;
}

export interface CheckWorld {
  readonly environments: readonly Environment[];
  readonly say: (what: string, detail?: string) => void;
  /** The account of the credentials, as STS says it. */
  account(): Promise<string>;
  /** Deploys, fills and restores on this machine, and throws it away. */
  here(): Promise<RestoreReport>;
  /** The same in the account; nothing is removed. */
  there(): Promise<RestoreReport>;
  /** @returns what is left of this check and of earlier ones */
  remove(): Promise<readonly string[]>;
}

/**
 * The check: the same stack, the same stores and the same drill on this machine and in the account, and nothing left.
 * @returns 0 only when both drills were verified, agree in every field, and everything is gone that was to be
 */
export async function check(options: CheckOptions, world: CheckWorld): Promise<ExitCode> {
  const { say } = world;
  say(NOT_RUN_ON_AWS);
  for (const line of plan(options)) say('Plan', line);
  if (options.dryRun) return ExitCode.VERIFIED;
  assertSandbox(options.account, await world.account(), world.environments);
  if (options.remove) return saidLeft(await world.remove(), world);

  const before = await world.remove();
  if (before.length > 0) {
    saidLeft(before, world);
    say('FAILED', 'what an earlier check has left is in the way');
    return ExitCode.WRONG;
  }
  const here = await world.here();
  let outcome: ExitCode = ExitCode.COULD_NOT_RUN;
  try {
    outcome = judge(here, await world.there(), world);
  } catch (error) {
    say('FAILED', sentenceOf(error));
  }
  if (options.keep) {
    say(
      'Kept',
      `as \`--keep\` says, and it costs: npm run aws-check -- --account ${options.account} --region ${options.region} --remove`,
    );
    return outcome;
  }
  const removed = await removedAll(world);
  return outcome === ExitCode.VERIFIED ? removed : outcome;
}

/** @returns the exit code that the comparison deserves */
function judge(here: RestoreReport, there: RestoreReport, { say }: Pick<CheckWorld, 'say'>): ExitCode {
  const [ours, theirs] = [outcomeOf(here), outcomeOf(there)];
  say('Durations', `${'here'.padStart(30)}${'there'.padStart(10)}`);
  for (const line of durations(here, there)) say('', line);
  for (const setting of there.database?.converged ?? []) say('Put right there', setting);
  const empty = whyEmpty(theirs) ?? whyEmpty(ours);
  const { compared, differences } = compare(ours, theirs);
  for (const difference of differences) say('DIFFERS', difference);
  const failed = [here, there].filter(({ verdict }) => verdict !== 'verified');
  for (const report of failed) say('FAILED', report.summary);
  if (empty !== undefined) say('FAILED', `nothing was proved: ${empty}`);
  say('Compared', `${compared} fields, ${differences.length} differ`);
  return differences.length === 0 && failed.length === 0 && empty === undefined && compared > 0
    ? ExitCode.VERIFIED
    : ExitCode.WRONG;
}

async function removedAll(world: CheckWorld): Promise<ExitCode> {
  try {
    return saidLeft(await world.remove(), world);
  } catch (error) {
    world.say('NOT REMOVED', `${sentenceOf(error)} Run it again with \`--remove\`.`);
    return ExitCode.WRONG;
  }
}

function saidLeft(left: readonly string[], { say }: Pick<CheckWorld, 'say'>): ExitCode {
  for (const one of left) say('LEFT', one);
  say('Removed', left.length === 0 ? 'nothing is left' : `not all: ${left.length} are left, and may cost`);
  return left.length === 0 ? ExitCode.VERIFIED : ExitCode.WRONG;
}

const plan = ({ account, region, keep, remove }: CheckOptions): readonly string[] => [
  `account ${account}, ${region}: the stack ${STACK}, tagged ${TAG} = ${TAG_VALUE}`,
  ...(remove
    ? ['remove what checks have left, and count what is still there']
    : [
        'remove what an earlier check has left',
        'deploy the stack on this machine, fill both stores, run a drill',
        'deploy the same stack there with `cdk deploy`, fill, run the same drill',
        'compare every field of both reports but times, names and sizes of the listing',
        keep ? 'keep the stack (`--keep`)' : 'remove everything, and count what is still there',
        `cost: ${costOfOneCheck()}`,
      ]),
];
