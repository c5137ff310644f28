import type { ApplicationSeen, Asked } from '../../domain/readiness/application-answers';
import type { Application } from '../checks/application';

/** No lecture is called so; no run either. */
const NONE = '/lectures/readiness-of-pegasus-backup';

/** What a restore will ask, of a lecture that does not exist: nothing is changed. */
export async function askApplication(
  application: Pick<Application, 'get' | 'delete'>,
  hasToken: boolean,
): Promise<ApplicationSeen> {
  const ask = async (method: 'get' | 'delete', path: string): Promise<Asked> => {
    const answer = await application[method](path).catch((error: Error) => error);
    return { call: `${method.toUpperCase()} ${path}`, answer };
  };
  return {
    hasToken,
    ready: await ask('get', '/health/ready'),
    removal: await ask('delete', `${NONE}?purge_storage=true`),
    absent: [await ask('get', NONE), await ask('get', `${NONE}/transcript`)],
  };
}
