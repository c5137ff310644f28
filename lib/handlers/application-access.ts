import type { RunSmokeJobEnvironment } from '../../lambda/run-smoke-job';
import type { Application } from '../application';
import { type Permission, readsSecret } from './permission';

export const applicationEnvironment = (application: Application): RunSmokeJobEnvironment => ({
  APPLICATION_URL: application.baseUrl,
  ALLOW_PRIVATE_ADDRESSES: application.allowPrivateAddresses ? 'true' : undefined,
  WRITE_TOKEN_SECRET_ARN: application.writeToken?.secretArn,
});

export const readsWriteToken = ({ writeToken }: Application): Permission[] =>
  writeToken
    ? readsSecret(writeToken, 'writes are refused while traffic is not open, unless they carry the token')
    : [];
