import type { IResource } from 'aws-cdk-lib';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import type { CutOver } from '../cut-over/cut-over';
import { checkAccessLogs } from '../evidence/check-access-logs';
import { checkTopic } from '../notifications/check-topic';
import { nameOf } from '../options/imported-parameter';
import { checkEnvironment, refuseElsewhere } from '../options/same-environment';
import type { PegasusBackupProps } from '../pegasus-backup-props';

/** @throws Error for what is known to be where the handlers, or AWS for them, cannot reach it */
export function checkPlaces(here: IConstruct, props: PegasusBackupProps): void {
  const { database, bucket, notifications, accessLogs, application, cutOver, traffic = [] } = props;
  checkEnvironment(here, 'database', database._definition.construct);
  checkEnvironment(here, 'bucket', bucket);
  if (props.vpc) refuseElsewhere(here, 'vpc', props.vpc, { parts: ['region'], advice: OWN_NETWORK });
  if (notifications) checkTopic(here, notifications);
  if (accessLogs) checkAccessLogs(here, accessLogs, bucket);

  // What is known by its ARN may be of another account, whose policies let the handlers in.
  const byArn: readonly (readonly [prop: string, IResource | undefined, what: string])[] = [
    ['credentials', database.credentials, 'secret'],
    ['reader', database.readerCredentials, 'secret'],
    ['heartbeat', database.heartbeatCredentials, 'secret'],
    ['writeToken', application.writeToken, 'secret'],
    ['drillApplication', props.drillApplication, 'function'],
    ['repeatWith', props.erasures?.repeatWith, 'function'],
    ...(props.hooks ?? []).map((hook) => ['hooks', hook._fn, 'function'] as const),
  ];
  for (const [prop, resource, what] of byArn) {
    if (resource) refuseElsewhere(here, prop, resource, { parts: ['region'], advice: ownRegion(what) });
  }
  const written = cutOver?._definition.place;
  if (written) refuseElsewhere(here, 'cutOver', written.of, { parts: written.parts, advice: ownRegion(written.what) });
  for (const { _place: place, _parameter: parameter } of traffic) {
    if (parameter) refuseBoth(parameter, cutOver);
    refuseElsewhere(here, 'traffic', place, { advice: `${ownRegion('switch')}, and of its account` });
  }
}

const OWN_NETWORK = 'functions run in networks of their own Region; give a VPC of that Region';
const ownRegion = (what: string) => `handlers ask the services of their own Region; give a ${what} of that Region`;

/** Each writes its own JSON. */
function refuseBoth(parameter: IStringParameter, cutOver: CutOver | undefined): void {
  const spec = cutOver?._definition.spec;
  if (spec?.kind !== 'parameter' || spec.parameterName !== nameOf(parameter)) return;
  throw new Error(
    `\`cutOver\` and \`traffic\` have the same parameter, ${spec.parameterName}; each writes JSON of its own into it: leave \`TrafficSwitch.parameter\` out, and PegasusBackup makes one.`,
  );
}
