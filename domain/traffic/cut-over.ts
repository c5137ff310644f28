/**
 * How the application comes to the restored database, as names: what a handler is told of it.
 *
 * | kind        | what is rewritten                                          | carries the generation |
 * | secret      | `host`, `port`, `generation` of the secret it reads        | yes                    |
 * | parameter   | the same fields of the String parameter it reads           | yes                    |
 * | rename-swap | nothing: the restored instance takes the name of the old   | no                     |
 * | cname       | the record that it connects to                             | no                     |
 *
 * Where the pointer carries no generation, the traffic parameter alone is the fence.
 */
export type CutOverSpec =
  | { readonly kind: 'secret'; readonly secretArn: string }
  | { readonly kind: 'parameter'; readonly parameterName: string }
  | { readonly kind: 'rename-swap' }
  | { readonly kind: 'cname'; readonly hostedZoneId: string; readonly recordName: string };

/** What to do where the application's pointer cannot be rewritten. */
export const OTHER_CUT_OVER =
  'give `cutOver: CutOver.parameter(…)` or `CutOver.secret(…)` with a parameter or secret of your own from which the application reads `host` and `port` (examples/database-url; `cutOverSecretArn` in cdk.json), and deploy it';

/** `cut-over.json`: what was there before, and what to type to have it again. No password. */
export interface Undo {
  readonly prior: Readonly<Record<string, string | number | null>>;
  readonly undo: string;
}
