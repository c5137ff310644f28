import type { RestoreReport } from '../../../domain/report/model';
import { RestoreMetrics } from '../../../runtime/execution/restore-metrics';

test('metrics are written to the log of the function, under the pair', () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const logged = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const report: Partial<RestoreReport> = {
    recoveryPointSeconds: 61,
    skewSeconds: 2,
    recoveryTimeSeconds: null,
    oldDatabase: {
      lookedAt: 'now',
      since: 'then',
      sessions: [{ application: 'cron', user: 'x', count: 2 }],
      rows: { inserted: 3, updated: 0, deleted: 0 },
    },
  };
  new RestoreMetrics('Test/Backup').publish(report as RestoreReport);
  const lines = [...log.mock.calls, ...logged.mock.calls]
    .map(([line]) => String(line))
    .filter((line) => line.includes('_aws'));
  log.mockRestore();
  logged.mockRestore();
  const emf = JSON.parse(lines[0] ?? '{}');
  expect(emf).toMatchObject({ Pair: 'Test/Backup', AchievedRecoveryPoint: 61, Skew: 2, OldDatabaseUse: 5 });
  expect(emf).not.toHaveProperty('RecoveryTime');
  expect(emf._aws.CloudWatchMetrics[0]).toMatchObject({ Namespace: 'PegasusBackup', Dimensions: [['Pair']] });
});
