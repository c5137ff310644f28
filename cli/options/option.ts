import { Option } from 'commander';
import { Unfit } from '../../domain/arguments/unfit';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { BadArguments } from '../exit-code';

/**
 * An option whose argument is read as soon as it is met, so that nothing is contacted for one that cannot be used.
 * @param parse throws `Unfit`, or `InvalidRequest`; `before` is what an option that repeats has come to
 */
export function option<T>(flags: string, description: string, parse: (text: string, before?: T) => T): Option {
  const made = new Option(flags, description);
  return made.argParser((text: string, before?: T) => {
    try {
      return parse(text, before);
    } catch (error) {
      if (error instanceof Unfit) {
        throw new BadArguments(`\`${made.long} ${shown(text)}\` is invalid: it ${error.message}.`);
      }
      const refused = error instanceof PegasusError && error.name === ErrorName.INVALID_REQUEST;
      throw refused ? new BadArguments(`\`${made.long}\`: ${error.message}`) : error;
    }
  });
}

/** What may hold a password is not printed: where it ends is not known of a URL that is none. */
const shown = (text: string): string => (/@|passw/i.test(text) ? '…' : text);
