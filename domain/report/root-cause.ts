import * as z from 'zod';
import { line, markdownOf } from './markdown';
import { carried } from './outside-text';

/** What people found out afterwards. It stands beside the sealed report and never changes it. */
const rootCause = z.object({
  text: z.string().min(1),
  by: z.string().min(1),
  /** ISO 8601. */
  at: z.string(),
});
export type RootCause = z.infer<typeof rootCause>;

/** `root-cause.json`: every version that was ever given, the newest last; nothing is taken out. */
export const rootCauses = z.array(rootCause);

/** Printed below the report. */
export function rootCauseMarkdown(all: readonly RootCause[]): string {
  const newest = all.at(-1);
  if (newest === undefined) return '';
  const earlier = all.length === 1 ? '' : ` Earlier versions: ${all.length - 1}, in \`root-cause.json\`.`;
  const text = newest.text.split(/\r?\n/).map((one) => line(carried(one)));
  const { by, at } = carried(newest);
  return markdownOf(`\n## Root cause\n\n${text.join('\n')}\n\nBy ${by}, ${at}.${earlier}\n`);
}
