import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import { givenName, physicalName, type Resource, type ResourceRequest } from '../resource';

/** Resources that would act by themselves on AWS and do not here: the caller reads them and acts for them. */
export const REMEMBERED: Readonly<Record<string, (request: ResourceRequest) => Resource>> = {
  'AWS::Scheduler::Schedule': (request) => named(request, 'scheduler', 'schedule/default'),
  'AWS::SNS::Subscription': (request) => {
    const { ref } = named(request, 'sns', 'subscription');
    return { ref, attributes: { Arn: ref } };
  },
};

function named(request: ResourceRequest, service: string, kind: string): Resource {
  const name = givenName(request) ?? physicalName(request, 64);
  return { ref: name, attributes: { Arn: `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${kind}/${name}` } };
}
