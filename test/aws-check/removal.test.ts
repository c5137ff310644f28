import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App, CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { clientsOf } from '../../aws-check/clients';
import { STACK, TAG, TAG_VALUE } from '../../aws-check/names';
import { remove } from '../../aws-check/removal/remove';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws';

const directory = mkdtempSync(join(tmpdir(), 'aws-check-removal-'));
let aws: LocalAws;
let s3: S3Client;
beforeEach(async () => {
  aws = await startLocalAws({ directory: mkdtempSync(join(directory, 'aws-')) });
  s3 = new S3Client(aws.client);
});
afterEach(async () => {
  s3.destroy();
  await aws.close();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const BUCKET = `${STACK}-objects`;
const VAULT = `${STACK}-vault`;

/** As small as a stack can be that has what is hard to remove; the database has a trial of its own. */
async function deployed(
  tags: Record<string, string> = { [TAG]: TAG_VALUE },
  retention = ObjectLockRetention.governance(Duration.days(1)),
): Promise<void> {
  const app = new App({ outdir: mkdtempSync(join(directory, 'cdk.out-')) });
  const stack = new Stack(app, STACK, { tags });
  for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
  new Bucket(stack, 'Objects', { bucketName: BUCKET, objectLockDefaultRetention: retention, versioned: true });
  new Key(stack, 'Key');
  new CfnBackupVault(stack, 'Vault', { backupVaultName: VAULT, lockConfiguration: { minRetentionDays: 7 } });
  for (const one of stack.node.findAll().filter(CfnResource.isCfnResource)) {
    one.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
  await aws.deploy(app.synth().directory, STACK);
}

async function filled(): Promise<void> {
  for (const Key of ['pegasus/a', 'pegasus/a b+c%d', 'pegasus/\u0001', 'pegasus/é🙂']) {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'kept' }));
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
  }
  await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'pegasus/half' }));
  const vault = aws.vaults.vaults.get(VAULT)!;
  aws.vaults.vaults.set(VAULT, {
    ...vault,
    recoveryPoints: ['arn:aws:rds:us-east-1:000000000000:snapshot:awsbackup:job-1'],
  });
}

function removed() {
  const said: string[] = [];
  const say = (what: string, detail: string) => void said.push(`${what} ${detail}`);
  const clients = clientsOf({ client: { ...aws.client, forcePathStyle: true } });
  return remove({ clients, secondsBetweenLooks: 0.01, say }).then((left) => ({ left, said: said.join('\n') }));
}

test('a stack with locked versions, markers, an open upload and recovery points goes, and nothing is left', async () => {
  await deployed();
  await filled();
  expect(await removed()).toEqual({ left: [], said: expect.stringContaining('DELETE_COMPLETE') });
  expect([...aws.vaults.vaults.keys()]).toEqual([]);
  await expect(s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'x' }))).rejects.toThrow(/does not exist/);
});

test('where nothing is, nothing is removed', async () => {
  expect(await removed()).toEqual({ left: [], said: '' });
});

test('a stack of that name without the tag is refused, and untouched', async () => {
  await deployed({ team: 'of others' });
  await filled();
  await expect(removed()).rejects.toThrow(
    /does not carry the tag `pegasus-backup:aws-check`.*nothing of it is touched/s,
  );
  expect(aws.s3.histories(BUCKET).size).toBe(4);
});

test('what cannot be deleted is named, and all else is gone', async () => {
  await deployed(undefined, ObjectLockRetention.compliance(Duration.days(1)));
  await filled();
  const { left, said } = await removed();
  expect(left).toEqual(expect.arrayContaining([`stack ${STACK} (DELETE_FAILED)`, `arn:aws:s3:::${BUCKET}`]));
  expect(left.filter((one) => /kms|backup/i.test(one))).toEqual([]);
  expect(said).toMatch(/cannot be deleted: AccessDenied/);
});

test('after a stop between the stores and the stack the next removal goes on', async () => {
  await deployed();
  await filled();
  const failing = jest
    .spyOn(aws.stacks, 'delete' as never)
    .mockRejectedValueOnce(new Error('lost credentials') as never);
  expect((await removed()).left).toEqual([]);
  expect(failing).toHaveBeenCalledTimes(2);
});

test('log groups that services have made go, those of others stay', async () => {
  for (const name of [
    `/aws/rds/instance/${STACK}-database/postgresql`,
    `/aws/lambda/${STACK}-Custom`,
    '/aws/lambda/other',
  ]) {
    aws.logs.groups.add(name);
  }
  expect((await removed()).left).toEqual([]);
  expect([...aws.logs.groups]).toEqual(['/aws/lambda/other']);
});
