import { judge } from '../checks/check';
import { type HistorySettings, type LifecycleRule, rulesOn } from '../objects/lifecycle-horizon';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const OBJECT_HISTORY: ReadinessCheck = {
  name: 'ObjectHistory',
  expected: 'every version of the protected objects is kept for as long as the database can go back, and a margin',
};

/**
 * @param days noncurrent versions must live at least so long
 */
export function objectHistory(settings: HistorySettings, prefix: string, days: number): CheckResult {
  const defects = historyDefects(settings, prefix, days);
  return judge(OBJECT_HISTORY, defects, `versioning is Enabled, no rule ends it before ${days} days`);
}

/** What takes versions away too early, in words. */
export function historyDefects(settings: HistorySettings, prefix: string, days: number): string[] {
  const versioning =
    settings.versioning === 'Enabled'
      ? []
      : [`versioning is ${settings.versioning}: enable it, writes destroy what was there`];
  return [...versioning, ...rulesOn(settings.rules, prefix).flatMap((rule) => defectsOf(rule, prefix, days))];
}

function defectsOf(rule: LifecycleRule, prefix: string, days: number): string[] {
  const name = `the lifecycle rule '${rule.id}'`;
  const defects: string[] = [];
  if (rule.noncurrentDays !== undefined && rule.noncurrentDays < days) {
    defects.push(`${name} removes noncurrent versions after ${rule.noncurrentDays} days: raise it to ${days}`);
  }
  if (rule.newerNoncurrentVersions !== undefined) {
    defects.push(
      `${name} keeps only ${rule.newerNoncurrentVersions} noncurrent versions: remove NewerNoncurrentVersions from it`,
    );
  }
  if (rule.expiresCurrent) {
    defects.push(`${name} expires current objects: give it a prefix outside '${prefix}'`);
  }
  if (rule.archive !== undefined) {
    defects.push(`${name} moves objects to ${rule.archive}, which comes back in hours: use GLACIER_IR`);
  }
  return defects;
}
