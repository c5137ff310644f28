import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { overlap } from './overlap';

interface ResourceType {
  /** With variables as `${BucketName}`. */
  readonly arn: string;
  readonly keys: readonly string[];
}

/** What IAM's reference says of an action. */
export interface Action {
  /** With its service, as `s3:GetObject`. */
  readonly name: string;
  /** Types of resources that a policy can name for it; none: it is allowed on `*` only. */
  readonly types: readonly (ResourceType & { readonly name: string; readonly required: boolean })[];
  readonly keys: readonly string[];
}

/** As `npm run iam-reference` writes it. */
export interface Table {
  readonly source: string;
  readonly global: readonly string[];
  readonly services: Readonly<
    Record<
      string,
      {
        readonly resources: Readonly<Record<string, ResourceType>>;
        readonly actions: Readonly<
          Record<string, { readonly on: readonly string[]; readonly keys: readonly string[] }>
        >;
      }
    >
  >;
}

/**
 * IAM's actions, resource types and condition keys, for the services that our policies name: a table that
 * `npm run iam-reference` makes of what AWS publishes. It is made again when AWS has something new that we use (the test
 * is red until then) and before each release; what changed is in the difference.
 */
export class IamReference {
  private readonly byService = new Map<string, readonly Action[]>();

  constructor(private readonly table: Table = JSON.parse(readFileSync(join(__dirname, 'iam-reference.json'), 'utf8'))) {
    for (const [service, { actions, resources }] of Object.entries(table.services)) {
      const found = Object.entries(actions).map(([name, { on, keys }]): Action => {
        const types = on.map((type) => {
          const plain = type.replace('!', '');
          return { name: plain, required: type !== plain, ...resources[plain]! };
        });
        return { name: `${service}:${name}`, types, keys };
      });
      this.byService.set(service, found);
    }
  }

  /** The actions that a policy's `Action` names, without regard to case. @throws Error for a service that the table lacks */
  actions(pattern: string): readonly Action[] {
    const [service = ''] = pattern.toLowerCase().split(':');
    const actions = this.byService.get(service);
    if (!actions) {
      throw new Error(
        `${pattern}: the service ${service} is not in the table of ${this.table.source}: add it to SERVICES in scripts/iam-reference.mjs and run \`npm run iam-reference\`.`,
      );
    }
    return actions.filter(({ name }) => overlap(pattern.toLowerCase(), name.toLowerCase()));
  }

  /** Keys that a request has whatever its service. */
  get global(): readonly string[] {
    return this.table.global;
  }

  isGlobal(key: string): boolean {
    return this.global.some((one) => isKey(one, key));
  }
}

/** A key as the reference writes it, `aws:ResourceTag/${TagKey}` or `aws:PrincipalTag/tag-key`, and as a policy does. */
export const isKey = (documented: string, used: string): boolean =>
  overlap(documented.replace(/\$\{[^}]*\}|tag-key$/g, '*').toLowerCase(), used.toLowerCase());
