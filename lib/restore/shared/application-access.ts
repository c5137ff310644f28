import type { RunSmokeJobEnvironment } from '../../../lambda/steps/run-smoke-job';
import { type Permission, readsSecret } from '../../handler/permission';
import type { Application } from '../../options/application';

export const applicationEnvironment = (application: Application): RunSmokeJobEnvironment => ({
  APPLICATION_URL: application.baseUrl,
  ALLOW_PRIVATE_ADDRESSES: application.allowPrivateAddresses ? 'true' : undefined,
  WRITE_TOKEN_SECRET_ARN: application.writeToken?.secretArn,
});

export const readsWriteToken = ({ writeToken }: Application): Permission[] =>
  writeToken
    ? readsSecret(writeToken, 'writes are refused while traffic is not open, unless they carry the token')
    : [];
