import { count, judge, notApplicable } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const SUBNET_GROUP: ReadinessCheck = {
  name: 'SubnetGroup',
  expected: 'the subnet group into which a database is restored exists and has subnets',
};

export interface SubnetGroup {
  /** `Complete` when it can be used. */
  readonly status: string;
  readonly subnets: number;
  /** Of its subnets. */
  readonly zones: readonly string[];
}

/**
 * @param name the group of the source; null when it is in none
 * @param found undefined when RDS does not know it
 */
export function subnetGroup(name: string | null, found: SubnetGroup | undefined): CheckResult {
  if (name === null) return notApplicable(SUBNET_GROUP, 'the database is in no subnet group');
  const again = 'recreate it under that name, in the VPC of the database';
  if (found === undefined) return judge(SUBNET_GROUP, [`${name} does not exist: ${again}`], '');
  const defects: string[] = [];
  if (found.status !== 'Complete') defects.push(`${name} is ${found.status}, not Complete: look at its subnets`);
  if (found.subnets === 0) defects.push(`${name} has no subnet: ${again}`);
  return judge(SUBNET_GROUP, defects, `${name}, ${count(found.subnets, 'subnet')}`);
}
