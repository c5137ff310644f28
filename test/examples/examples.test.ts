import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { Client } from 'pg';
import { AuroraCluster } from '../../examples/aurora/stack';
import { BucketWithoutVersions } from '../../examples/bucket-without-versions/stack';
import { DatabaseUrl } from '../../examples/database-url/stack';
import { START } from '../../examples/database-url/start';
import { DrillInCi } from '../../examples/drill-in-ci/stack';
import { EcsApplication } from '../../examples/ecs-application/stack';
import { ExistingInstanceAndBucket } from '../../examples/existing-instance-and-bucket/stack';
import { Production, Safe } from '../../examples/other-account/stack';
import { PegasusStack } from '../../examples/readme/stack';
import { EMPTY_QUEUE } from '../../examples/redis-queue/empty-queue';
import { RedisQueue } from '../../examples/redis-queue/stack';
import { SelfManaged } from '../../examples/self-managed/stack';
import { TwoPairs } from '../../examples/two-pairs/stack';
import { BackupDestination, PegasusBackup } from '../../lib';

// Here CDK's own validation looks at templates too, as it does for who deploys an example (test/run/before-all.ts).
process.env.CDK_VALIDATION = 'true';

const EXAMPLES = [
  ['readme', PegasusStack, 2],
  ['aurora', AuroraCluster, 2],
  ['bucket-without-versions', BucketWithoutVersions, 3],
  ['ecs-application', EcsApplication, 2],
  ['database-url', DatabaseUrl, 2],
  ['drill-in-ci', DrillInCi, 0],
  ['existing-instance-and-bucket', ExistingInstanceAndBucket, 2],
  ['redis-queue', RedisQueue, 2],
  ['self-managed', SelfManaged, 2],
  ['two-pairs', TwoPairs, 6],
] as const;

test('F118 other-account synthesises as two apps without a warning, and production finds what the other app makes', () => {
  const [safe, production] = [new Safe(new App()), new Production(new App())].map((stack) => {
    const template = Template.fromStack(stack);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
    return template;
  });
  const locked = { ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 47, Mode: 'COMPLIANCE' } } } };
  const made = ['AWS::S3::Bucket', 'AWS::Backup::BackupVault', 'AWS::KMS::Alias'].flatMap((type) =>
    Object.values(safe!.findResources(type, type === 'AWS::S3::Bucket' ? { Properties: locked } : {})),
  );
  const names = made.map(
    ({ Properties }) => Properties.BucketName ?? Properties.BackupVaultName ?? Properties.AliasName,
  );
  expect(names).toEqual(['pegasus-safe-210987654321-eu-west-1', 'pegasus-safe', 'alias/pegasus-safe-objects']);
  const text = JSON.stringify(production!.toJSON());
  for (const name of names) expect(text).toContain(name);
});

/** Synthesises with cdk-nag. @returns paths of the constructs in which it finds something */
function foundByNag(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...String(error).matchAll(/^ {3}(\S+) aws-cdk-lib\./gm)].map(([, path]) => path!);
  }
}

const isOurs = (construct: IConstruct) => construct instanceof PegasusBackup || construct instanceof BackupDestination;

/** Whose synthesis ended with what cdk-nag found has no assembly to ask, but has written its templates. */
const stateMachines = ({ app, stack }: { app: App; stack: Stack }) => {
  const { Resources } = JSON.parse(readFileSync(join(app.outdir, stack.templateFile), 'utf8'));
  return Object.values<{ Type: string }>(Resources).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine');
};

test.each<[string, (app: App) => Stack, number]>([
  ...EXAMPLES.map(([name, Example, machines]): [string, (app: App) => Stack, number] => [
    name,
    (app) => new Example(app, 'Example'),
    machines,
  ]),
  ['the safe of other-account', (app) => new Safe(app), 1],
  ['the production of other-account', (app) => new Production(app), 2],
])(
  '%s synthesises without a warning, and cdk-nag finds nothing in what it has from this library',
  (name, make, machines) => {
    const app = new App();
    const stack = make(app);
    const constructs = app.node.findAll();
    const ours = constructs.filter(isOurs);
    const found = foundByNag(app);
    expect(stateMachines({ app, stack })).toHaveLength(machines);
    expect(constructs.flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning')).toEqual(
      [],
    );
    expect(found.filter((path) => ours.some(({ node }) => path.startsWith(`${node.path}/`)))).toEqual([]);
    // The example's own stores are kept short, and found: it was really looked.
    if (name === 'readme') expect(found).toContain('Example/Objects/Resource');
  },
);

test('F102 database-url makes a URL of the parameter that a cut-over rewrites, and of a secret that it leaves alone', () => {
  const template = Template.fromStack(new DatabaseUrl(new App(), 'Example'));
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  const [{ Command, Secrets }] = task!.Properties.ContainerDefinitions;
  expect(Command).toEqual(['node', '-e', START]);
  expect(Secrets.map(({ Name }: { Name: string }) => Name)).toEqual(['DATABASE', 'DATABASE_USER']);
  expect(JSON.stringify(Secrets[0])).toContain('parameter/pegasus/database');

  const folder = mkdtempSync(join(tmpdir(), 'database-url-'));
  writeFileSync(join(folder, 'server.js'), 'process.stdout.write(process.env.DATABASE_URL)');
  const user = { username: 'pegasus_app', password: 'p@:/?#% "\'' };
  const DATABASE = '{"host":"restored.example","port":5432,"dbname":"pegasus","generation":7}';
  const env = { PATH: process.env.PATH, DATABASE, DATABASE_USER: JSON.stringify(user) };
  const url = execFileSync(process.execPath, Command.slice(1), { cwd: folder, env, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(new Client(url)).toMatchObject({
    host: 'restored.example',
    port: 5432,
    database: 'pegasus',
    user: user.username,
    password: user.password,
  });
});

describe('redis-queue', () => {
  /** Redis, as far as it answers a command for each queue. */
  async function emptied(answers: readonly string[]) {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('data', (data) => {
        heard.push(...`${data}`.split('\r\n'));
        for (const answer of answers) socket.write(answer);
        if (answers.length === 0) socket.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const folder = mkdtempSync(join(tmpdir(), 'redis-queue-'));
    const file = join(folder, 'index.js');
    writeFileSync(file, EMPTY_QUEUE);
    const queues = 'jobs jobs:delayed';
    Object.assign(process.env, { REDIS_TLS: 'off', REDIS_HOST: '127.0.0.1', REDIS_PORT: `${port}`, QUEUES: queues });
    try {
      const said: unknown = await require(file).handler();
      return { said, heard };
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  }

  test('empties each queue after the freeze, and may do it again', async () => {
    const { said, heard } = await emptied([':1\r', '\n:0\r\n']);
    expect(said).toEqual({ done: 'emptied jobs' });
    expect(heard).toEqual(['*2', '$6', 'UNLINK', '$4', 'jobs', '*2', '$6', 'UNLINK', '$12', 'jobs:delayed', '']);
    expect((await emptied([':0\r\n:0\r\n'])).said).toEqual({
      done: 'emptied no queue: there was nothing in jobs, jobs:delayed',
    });
    const template = Template.fromStack(new RedisQueue(new App(), 'Example'));
    expect(Object.keys(template.findResources('AWS::Lambda::Function')).join()).toMatch(/RunAfterFreezeHooks/);
  });

  test.each([
    ['-NOAUTH Authentication required.\r\n', /Redis answered -NOAUTH/],
    ['', /Redis closed the connection after ""/],
  ])('fails, and says why, where Redis answers %j', async (answer, message) => {
    await expect(emptied(answer === '' ? [] : [answer])).rejects.toThrow(message);
  });
});

test('two pairs share nothing that holds data', () => {
  const template = Template.fromStack(new TwoPairs(new App(), 'Example'));
  const parameters = Object.values(template.findResources('Custom::PegasusBackupTraffic'));
  expect(new Set(parameters.map(({ Properties }) => Properties.Name)).size).toBe(2);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  const evidence = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.includes('Evidence'));
  expect(evidence).toHaveLength(2);
});

test('the README shows the lines that are compiled', () => {
  const marked = /^ *\/\/ readme: begin\n(.*?)^ *\/\/ readme: end\n/gms;
  const shown = [...readFileSync('examples/readme/stack.ts', 'utf8').matchAll(marked)]
    .map(([, lines = '']) => lines.replace(/^ {4}/gm, ''))
    .join('')
    .replace("'../../lib'", "'pegasus-backup'");
  expect(shown).toMatch(/^import .*'pegasus-backup'.*new PegasusBackup/s);
  expect(readFileSync('README.md', 'utf8')).toContain(`\`\`\`ts\n${shown}\`\`\`\n`);
});
