import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

/** Nothing is encrypted on this machine; a key has a state. */
export async function createKey(request: ResourceRequest): Promise<Resource> {
  const name = physicalName(request, 128);
  const Arn = `arn:aws:kms:${LOCAL_REGION}:${LOCAL_ACCOUNT}:key/${name}`;
  request.services.keys.states.set(Arn, 'Enabled');
  return { ref: name, attributes: { Arn, KeyId: name } };
}
