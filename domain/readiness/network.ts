import { count, judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const NETWORK: ReadinessCheck = {
  name: 'Network',
  expected: 'the handlers reach the database and each service that they call',
};

/** Where a handler connects to. */
export interface Target {
  /** A service as its endpoint is named, or `the database`. */
  readonly what: string;
  readonly host: string;
  readonly port: number;
}

export const DATABASE = 'the database';

export interface Tried extends Target {
  /** Why not; undefined where it can be reached. */
  readonly why?: string;
}

/** Of all Regions alike; all others have `<service>.<region>` before their suffix. */
const GLOBAL: Readonly<Record<string, (region: string) => string>> = {
  iam: (region) => (region.startsWith('cn-') ? 'iam.cn-north-1' : region.startsWith('us-gov-') ? 'iam.us-gov' : 'iam'),
  route53: (region) => (region.startsWith('us-gov-') ? 'route53.us-gov' : 'route53'),
};

/** As the clients of the SDK resolve it; a test asks them. */
export function hostOf(service: string, region: string): string {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${GLOBAL[service]?.(region) ?? `${service}.${region}`}.${suffix}`;
}

export function network(tried: readonly Tried[]): CheckResult {
  if (tried.length === 0) return judge(NETWORK, ['nothing was there to be reached: deploy the stack again'], '');
  const defects = tried.flatMap(({ what, host, port, why }) =>
    why === undefined ? [] : [`${what} (${host}:${port}): ${why}: ${adviceFor(what)}`],
  );
  return judge(NETWORK, defects, `${count(tried.length, 'address', 'addresses')} reached`);
}

function adviceFor(what: string): string {
  if (what === DATABASE) {
    return "let the database's security group admit that of the handlers, and give a `vpc` from which it can be reached";
  }
  return what === 's3'
    ? 'add its gateway endpoint to the route tables of the subnets (`vpc.addGatewayEndpoint`), or a route to a NAT gateway'
    : 'add its interface endpoint, which admits the handlers (`vpc.addInterfaceEndpoint`), or a route to a NAT gateway';
}
