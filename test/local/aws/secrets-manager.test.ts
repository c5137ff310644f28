import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LocalSecrets } from '../../../local/aws/secrets-manager';
import { serve } from './serve';

const secrets = new LocalSecrets();
let client: SecretsManagerClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(secrets);
  client = new SecretsManagerClient(served.client);
  close = served.close;
});
afterAll(() => close());

let count = 0;
const create = async (SecretString: string): Promise<{ Name: string; ARN: string; VersionId: string }> => {
  count += 1;
  const Name = `pegasus/secret-${count}`;
  const { ARN = '', VersionId = '' } = await client.send(new CreateSecretCommand({ Name, SecretString }));
  return { Name, ARN, VersionId };
};
const get = (SecretId: string, version: { VersionId?: string; VersionStage?: string } = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...version }));
const put = (SecretId: string, SecretString: string, ClientRequestToken?: string) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
const token = (digit: number) => `${digit}`.repeat(32);

describe('a secret', () => {
  test('is read by its name, its ARN, and its ARN without the suffix', async () => {
    const { Name, ARN } = await create('v');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:pegasus\/secret-\d+-[0-9a-f]{6}$/);
    const values = await Promise.all([get(Name), get(ARN), get(ARN.slice(0, -7))]);
    expect(values.map(({ SecretString }) => SecretString)).toEqual(['v', 'v', 'v']);
  });

  test('exists once', async () => {
    const { Name } = await create('v');
    const again = client.send(new CreateSecretCommand({ Name, SecretString: 'w' }));
    await expect(again).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('that nobody made is not found', async () => {
    await expect(get('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('F102 that a service manages is written by no other, and no other makes one with such a name', async () => {
    const { arn } = secrets.create('rds!db-1', '{"username":"pegasus","password":"x"}');
    expect(await client.send(new DescribeSecretCommand({ SecretId: arn }))).toMatchObject({ OwningService: 'rds' });
    const refused = { name: 'InvalidRequestException', message: expect.stringContaining('service rds') };
    await expect(put(arn, 'v')).rejects.toMatchObject(refused);
    const update = client.send(new UpdateSecretCommand({ SecretId: arn, SecretString: 'v' }));
    await expect(update).rejects.toMatchObject(refused);
    expect((await get(arn)).SecretString).toContain('pegasus');
    const create = client.send(new CreateSecretCommand({ Name: 'rds!mine', SecretString: 'v' }));
    await expect(create).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('F102 whose name ends as an ARN does is not found by its ARN without the suffix', async () => {
    const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: 'pegasus-secret', SecretString: 'v' }));
    await expect(get(ARN.slice(0, -7))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await get(ARN)).SecretString).toBe('v');
  });

  test('without a value has none to be read', async () => {
    await client.send(new CreateSecretCommand({ Name: 'empty' }));
    await expect(get('empty')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a new value', () => {
  test('becomes the current one, and the one before it the previous one', async () => {
    const { Name, VersionId } = await create('one');
    const second = await put(Name, 'two');
    expect(await get(Name)).toMatchObject({
      SecretString: 'two',
      VersionId: second.VersionId,
      VersionStages: ['AWSCURRENT'],
    });
    expect(await get(Name, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one', VersionId });
    await put(Name, 'three');
    expect((await get(Name, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
    expect(await get(Name, { VersionId })).toMatchObject({ SecretString: 'one', VersionStages: [] });
  });

  test('is written once when it is put twice with the same token', async () => {
    const { Name } = await create('one');
    await put(Name, 'two', token(1));
    expect((await put(Name, 'two', token(1))).VersionId).toBe(token(1));
    expect((await get(Name, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
    await expect(put(Name, 'other', token(1))).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('comes by an update as well, which may change only the description', async () => {
    const { Name, VersionId } = await create('one');
    await client.send(new UpdateSecretCommand({ SecretId: Name, Description: 'for the drill' }));
    expect((await get(Name)).VersionId).toBe(VersionId);
    await client.send(new UpdateSecretCommand({ SecretId: Name, SecretString: 'two' }));
    const described = await client.send(new DescribeSecretCommand({ SecretId: Name }));
    expect(described.Description).toBe('for the drill');
    expect(described.VersionIdsToStages?.[VersionId]).toEqual(['AWSPREVIOUS']);
  });

  test('is listed among the versions; those without a label only when they are asked for', async () => {
    const { Name } = await create('one');
    await put(Name, 'two');
    await put(Name, 'three');
    const list = async (IncludeDeprecated?: boolean) =>
      (await client.send(new ListSecretVersionIdsCommand({ SecretId: Name, IncludeDeprecated }))).Versions?.map(
        ({ VersionStages }) => VersionStages,
      );
    expect(await list()).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
    expect(await list(true)).toEqual([[], ['AWSPREVIOUS'], ['AWSCURRENT']]);
  });

  test('is not read by a version and the label of another', async () => {
    const { Name, VersionId } = await create('one');
    await put(Name, 'two');
    const mixed = get(Name, { VersionId, VersionStage: 'AWSCURRENT' });
    await expect(mixed).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

test('what is not implemented answers 501', async () => {
  const deleted = client.send(new DeleteSecretCommand({ SecretId: 'x' }));
  await expect(deleted).rejects.toMatchObject({ name: 'NotImplemented' });
});
