import type { Command } from 'commander';
import { BadArguments } from '../exit-code';

/** Of options that take one argument; commander lets the last one win: of two target times it would silently take the wrong one. */
export function givenOnce(command: Command): Command {
  for (const option of command.options) {
    if (option.variadic) continue;
    let given = false;
    command.on(`option:${option.name()}`, () => {
      if (given) throw new BadArguments(`\`${option.long}\` is given twice: remove one of them.`);
      given = true;
    });
  }
  return command;
}
