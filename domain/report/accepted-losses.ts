import { type AcceptedLoss, sayLoss } from '../workflow/losses';
import { inQuotes } from './outside-text';

/** Lines of one decision; all of them are in `report.json` and in the evidence. */
const NAMED = 100;

/** Each loss that was accepted, under the decision that accepted it. */
export function acceptedLossWords(losses: readonly AcceptedLoss[]): string[] {
  const decisions = [...new Set(losses.map(({ decidedIn }) => decidedIn))];
  return decisions.flatMap((decision) => {
    const its = losses.filter(({ decidedIn }) => decidedIn === decision);
    const { by, at, reason } = its[0]!;
    const more = its.length > NAMED ? [`And ${its.length - NAMED} more, in \`report.json\`.`] : [];
    return [
      `**${its.length} accepted** at ${at} by ${inQuotes(by)}: ${inQuotes(reason)}. The name is a label; CloudTrail names the principal that started \`${decision}\`.`,
      ...its
        .slice(0, NAMED)
        .map((loss) => `${inQuotes(sayLoss(loss))}${loss.why === undefined ? '' : `: ${inQuotes(loss.why)}`}`),
      ...more,
    ];
  });
}
