import { Duration, Token } from 'aws-cdk-lib';
import { Alias, type IFunction, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { quoted } from '../../domain/workflow/quoted';
import type { TrafficSwitch } from '../traffic/traffic-switch';

/** At which moment of a restore a hook runs. */
export enum RestoreHookTime {
  /** Writes are frozen, and the freeze is proved; nothing has been restored. */
  AFTER_FREEZE = 'after-freeze',
  /** Both stores are restored and verified; the application is not yet led to them. */
  BEFORE_OPEN = 'before-open',
}

export interface RestoreHookOptions {
  readonly when: RestoreHookTime;

  /**
   * What mails, the ledger and the report call it.
   *
   * @default - the id of the function's construct
   */
  readonly name?: string;

  /**
   * Whether drills run it, too. A drill freezes nothing and leads no one anywhere: the function must look at `mode` in its
   * event, and leave alone what production uses.
   *
   * @default false
   */
  readonly inDrills?: boolean;
}

/** Lambda's limit is 15 minutes, and a step that waits for a function needs time to say so. */
const LONGEST = Duration.minutes(14);
/** As it stands in a sentence, a mail and an environment variable. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

/** A function of your own that a restore invokes at one moment, for what is neither database nor bucket. */
export class RestoreHook {
  /**
   * Invoked with
   * `{"hook", "when", "runId", "pair", "mode", "scope", "attempt", "targetTime", "restoredTo", "objects": {"bucket", "prefix"}, "database"?: {"host", "port", "name"}}`:
   * `targetTime` was asked for, `restoredTo` is the moment that both stores go back to in this attempt, `database` is the
   * restored one, where there is one. It answers `{"done": "one sentence"}`, at most 300 characters, which the report
   * prints. Anything else, an error, or no answer within 14 minutes fails the step. Each attempt runs it again, and so does
   * a retry: a second run must do no harm.
   */
  static lambda(fn: IFunction, options: RestoreHookOptions): RestoreHook {
    const name = options.name ?? fn.node.id;
    if (!NAME.test(name)) {
      throw new Error(
        `\`name\` of a hook is ${quoted(name)}; 1 to 64 letters, digits, spaces, \`.\`, \`_\` and \`-\` are allowed: give \`name\`.`,
      );
    }
    return new RestoreHook(fn, name, options.when, options.inDrills ?? false);
  }

  private constructor(
    /** @internal */
    readonly _fn: IFunction,
    /** @internal */
    readonly _name: string,
    /** @internal */
    readonly _when: RestoreHookTime,
    /** @internal */
    readonly _inDrills: boolean,
  ) {}
}

/** What a version or an alias is of: timeout and reserved concurrency are the function's. */
function functionOf(fn: IFunction): IFunction {
  if (fn instanceof Alias) return fn.version.lambda;
  return fn instanceof Version ? fn.lambda : fn;
}

/** @throws Error for a hook that could not be told from another, would not be waited for, or could not be invoked */
export function checkHooks(hooks: readonly RestoreHook[], traffic: readonly TrafficSwitch[]): readonly RestoreHook[] {
  for (const [index, { _name: name, _fn }] of hooks.entries()) {
    const fn = functionOf(_fn);
    if (hooks.findIndex((hook) => hook._name === name) < index) {
      throw new Error(
        `\`hooks\` has two of the name ${quoted(name)}; each needs its own, which the report prints: give \`name\`.`,
      );
    }
    const timeout = fn instanceof LambdaFunction ? fn.timeout : undefined;
    if (timeout && !Token.isUnresolved(timeout.toSeconds()) && timeout.toSeconds() > LONGEST.toSeconds()) {
      throw new Error(
        `The function of the hook ${quoted(name)} has a \`timeout\` of ${timeout.toHumanString()}; at most ${LONGEST.toHumanString()} are allowed, because the restore waits for it: give it less, or let it begin what takes longer and answer.`,
      );
    }
    if (traffic.some(({ _place: place }) => 'functionArn' in place && place.functionArn === fn.functionArn)) {
      throw new Error(
        `The function of the hook ${quoted(name)} is also in \`traffic\`, which freezes it with a reserved concurrency of 0: it could not be invoked. Give the hook a function of its own.`,
      );
    }
  }
  return hooks;
}
