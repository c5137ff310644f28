import { setTimeout as sleep } from 'node:timers/promises';
import type { Tag } from '../action';
import { resourceId } from '../names';
import type { Settings } from '../settings';
import type { DbCluster } from './db-cluster';

/** An instance takes a moment to be made, even where nothing has to be copied. */
const MOMENT_MILLISECONDS = 300;

/** An instance of a cluster: it has settings and a status of its own, the data is the cluster's. */
export class ClusterMember {
  readonly resourceId = resourceId('db');
  readonly createdAt = new Date();
  status = 'creating';
  parameterStatus: 'in-sync' | 'pending-reboot' = 'in-sync';
  clusterParameterStatus: 'in-sync' | 'pending-reboot' = 'in-sync';

  constructor(
    readonly cluster: DbCluster,
    readonly identifier: string,
    public settings: Settings & { readonly PromotionTier?: number },
    public tags: Tag[],
  ) {}

  create(): void {
    void this.pass('creating', async () => {
      await sleep(MOMENT_MILLISECONDS);
      if (this.settings.MonitoringInterval) this.status = 'configuring-enhanced-monitoring';
    });
  }

  apply(changes: Settings): void {
    if (changes.DBParameterGroupName && changes.DBParameterGroupName !== this.settings.DBParameterGroupName) {
      this.parameterStatus = 'pending-reboot';
    }
    this.settings = { ...this.settings, ...changes };
    void this.pass('modifying', () => sleep(MOMENT_MILLISECONDS));
  }

  /** The server is the writer's; a reader has nothing that could stop. */
  reboot(): void {
    void this.pass('rebooting', async () => {
      if (this.cluster.writer === this) await this.cluster.engine.reboot();
      this.parameterStatus = 'in-sync';
      this.clusterParameterStatus = 'in-sync';
    });
  }

  delete(): void {
    this.status = 'deleting';
    void sleep(MOMENT_MILLISECONDS).then(() => this.cluster.forget(this));
  }

  private async pass(status: string, work: () => Promise<unknown>): Promise<void> {
    this.status = status;
    await work();
    if (this.status === 'deleting') return;
    this.status = 'available';
    this.cluster.promote();
  }
}
