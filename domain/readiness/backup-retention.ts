import { count, judge } from '../checks/check';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const BACKUP_RETENTION: ReadinessCheck = {
  name: 'BackupRetention',
  expected: 'the database keeps automated backups for as long as is configured',
};

/**
 * @param days that RDS keeps them; 0 is none
 * @param wanted `retention` of PegasusBackup, in days
 */
export function backupRetention(days: number, wanted: number): CheckResult {
  const observed = days === 0 ? 'no automated backups' : count(days, 'day');
  const defects = days < wanted ? [`${observed}, but ${wanted} are needed: set the backup retention to ${wanted}`] : [];
  return judge(BACKUP_RETENTION, defects, observed);
}
