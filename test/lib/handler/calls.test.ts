import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { EVERY_OPTION } from '../every-option';
import { fixture, plain, statementsByRole } from '../fixture';
import { callsOf } from './calls-of';
import { neededFor } from './sdk-actions';

const handlers = readdirSync('lambda', { recursive: true, encoding: 'utf8' })
  .map((file) => join('lambda', file))
  .filter((file) => file.endsWith('.ts') && /^export const handler\b/m.test(readFileSync(file, 'utf8')))
  .map((file) => ({
    bundle: basename(file, '.ts'),
    needed: [...callsOf(file)].flatMap((call) => neededFor(call).map((one) => ({ call, ...one }))),
  }));

/** Bundle → what the role of its function allows in a template. */
function allowedIn(template: Template): [bundle: string, actions: readonly string[]][] {
  const roles = new Map(statementsByRole(template));
  return Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties)
    .filter(({ Handler }) => handlers.some(({ bundle }) => Handler === `${bundle}.handler`))
    .map(({ Handler, Role }) => [
      Handler.replace(/\.handler$/, ''),
      (roles.get(plain(Role).replace(/^.*:|\.Arn$/g, '')) ?? [])
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action }) => [Action].flat()),
    ]);
}

const templates = EVERY_OPTION.map(([name, make]) => ({ name, allowed: allowedIn(make()) }));

/** Asked for by the service that is called, in the name of the handler. */
const BY_THE_SERVICE = /^(logs|xray|ec2):|^kms:(?!Sign)/;

/** What its role allows in a template, and none of its calls needs. */
function spareIn({ bundle, needed }: (typeof handlers)[number], allowed: ReturnType<typeof allowedIn>): string[] {
  const used = new Set(needed.flatMap(({ anyOf }) => anyOf));
  return allowed
    .filter(([one]) => one === bundle)
    .flatMap(([, actions]) => actions)
    .filter((action) => !used.has(action) && !BY_THE_SERVICE.test(action));
}

test.each(handlers)('$bundle may do nothing that it has no call for', (handler) =>
  expect(
    templates.flatMap(({ name, allowed }) => spareIn(handler, allowed).map((action) => `${action}, ${name}`)),
  ).toEqual([]),
);

test('a right that is put beside those of a handler, and that no call of it needs, is found', () => {
  const { stack, template } = fixture();
  const verifyObjects = handlers.find(({ bundle }) => bundle === 'verify-objects')!;
  const [fn] = stack.node.findAll().filter(({ node }) => node.path.endsWith('VerifyObjects/Function'));
  (fn as LambdaFunction).addToRolePolicy(
    new PolicyStatement({ actions: ['s3:GetBucketVersioning'], resources: ['*'] }),
  );
  expect(spareIn(verifyObjects, allowedIn(template()))).toEqual(['s3:GetBucketVersioning']);
});

/**
 * Of what a handler comes to by name alone it makes a part, so which handler may is asked where the calls are made: each
 * drill compares its handlers' calls with their roles (local/aws/iam-check).
 */
test('no call is forgotten: what a handler can come to, one of them may', () => {
  const allowed = new Set(templates.flatMap((one) => one.allowed.flatMap(([, actions]) => actions)));
  const forgotten = handlers
    .flatMap(({ needed }) => needed)
    .filter(({ always, anyOf }) => always && !anyOf.some((action) => allowed.has(action)));
  expect([...new Set(forgotten.map(({ call, anyOf }) => `${call} needs ${anyOf.join(' or ')}`))]).toEqual([]);
});

test('calls are found behind a class and an object, and only where a method is called by its name', () => {
  expect(callsOf('lambda/steps/restore-database.ts')).toContain('rds:RestoreDBInstanceToPointInTime');
  expect(callsOf('lambda/steps/verify-objects.ts')).toContain('s3:ListObjectVersions');
  expect(callsOf('lambda/steps/verify-objects.ts')).not.toContain('s3:GetBucketVersioning');
  expect(callsOf('lambda/steps/keep-database.ts')).not.toContain('rds:DeleteDBInstance');
});
