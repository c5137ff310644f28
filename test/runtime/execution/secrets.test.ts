import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secrets } from '../../../runtime/execution/secrets';

const send = jest.spyOn(SecretsManagerClient.prototype, 'send');
const secrets = new Secrets(new SecretsManagerClient({ region: 'eu-west-1' }));

test('a secret is read with the version that is the way back to it', async () => {
  send.mockImplementation(async () => ({ SecretString: 'hush', VersionId: 'v1' }));
  expect(await secrets.read('arn:secret')).toEqual({ text: 'hush', versionId: 'v1' });
});

test('a secret of bytes is refused by its name', async () => {
  send.mockImplementation(async () => ({ SecretBinary: new Uint8Array([1]) }));
  await expect(secrets.read('arn:secret')).rejects.toThrow(/`arn:secret` holds no text/);
});

test('writing gives the new version', async () => {
  send.mockImplementation(async () => ({ VersionId: 'v2' }));
  expect(await secrets.write('arn:secret', 'hush')).toBe('v2');
});
