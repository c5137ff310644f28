import type { Tag } from './action';
import type { AutomatedBackups } from './automated-backups';
import { DbInstance, type Machine } from './db-instance';
import { fault } from './faults';
import type { Groups } from './groups';
import { arnOf } from './names';
import type { Settings } from './settings';
import { Snapshots } from './snapshots';

/** A request for two zones cannot choose one. */
export function checkRoom({ hasRoom }: Machine, { DBInstanceClass = '', MultiAZ }: Settings, zone?: string): void {
  if (MultiAZ && zone !== undefined) throw fault.combination('AvailabilityZone cannot be given with MultiAZ.');
  if (!hasRoom(DBInstanceClass, zone)) throw fault.noCapacity(DBInstanceClass, zone);
}

/** Everything that exists in this account's RDS. */
export class Estate {
  readonly instances = new Map<string, DbInstance>();
  readonly snapshots: Snapshots;
  /** By resource id; also of instances that are gone. */
  readonly backups = new Map<string, AutomatedBackups>();

  constructor(
    readonly machine: Machine,
    readonly groups: Groups,
  ) {
    this.snapshots = new Snapshots(machine);
  }

  instance(identifier: string): DbInstance {
    const found = this.instances.get(identifier.toLowerCase());
    if (!found) throw fault.instanceNotFound(identifier);
    return found;
  }

  availableInstance(identifier: string): DbInstance {
    const found = this.instance(identifier);
    if (found.status !== 'available') throw fault.instanceState(identifier, found.status);
    return found;
  }

  /** @throws when the name is taken, or the settings name a group that does not exist */
  add(identifier: string, settings: Settings, tags: Tag[], zone?: string): DbInstance {
    if (this.instances.has(identifier)) throw fault.instanceExists(identifier);
    this.checkGroups(settings);
    checkRoom(this.machine, settings, zone);
    const instance = new DbInstance(this.machine, identifier, settings, tags);
    this.instances.set(identifier, instance);
    this.backups.set(instance.resourceId, instance.backups);
    return instance;
  }

  rename(instance: DbInstance, identifier: string): void {
    if (this.instances.has(identifier)) throw fault.instanceExists(identifier);
    this.instances.delete(instance.identifier);
    instance.identifier = identifier;
    this.instances.set(identifier, instance);
  }

  checkGroups(settings: Settings): void {
    if (settings.DBParameterGroupName !== undefined) this.groups.parameterGroup(settings.DBParameterGroupName);
    if (settings.DBSubnetGroupName !== undefined) this.groups.subnetGroup(settings.DBSubnetGroupName);
  }

  /** Ends the instance behind the scenes; a final snapshot is taken before the server stops. */
  delete(instance: DbInstance, finalSnapshot: string | undefined, keepBackups: boolean): void {
    const snapshot = finalSnapshot === undefined ? undefined : this.snapshots.nameManual(instance, finalSnapshot, []);
    const ended = instance.end(async () => {
      if (snapshot) await this.snapshots.fillManual(snapshot, instance);
      if (keepBackups) await instance.archiveNow();
    });
    void ended
      .catch((error: unknown) => this.machine.log(`rds ${instance.identifier}: deleting: ${String(error)}`))
      .then(() => this.forget(instance, keepBackups));
  }

  /** Without a last snapshot and without a trace. */
  async discard(instance: DbInstance): Promise<void> {
    await instance.abandon();
    await this.forget(instance, false);
  }

  /** Whatever `arn` names; its tags may be replaced. */
  tagged(arn: string): { tags: Tag[] } {
    const [kind, name] = arn.split(':').slice(-2);
    // The name of an automated snapshot has a colon of its own.
    const snapshot = this.snapshots.all.get(arn.slice(arnOf('snapshot', '').length));
    if (snapshot && arn === arnOf('snapshot', snapshot.identifier)) return snapshot;
    if (kind === 'db' && name !== undefined && arn === arnOf('db', name)) return this.instance(name);
    throw fault.value(`${arn} is not the ARN of an instance or a snapshot here.`);
  }

  private async forget(instance: DbInstance, keepBackups: boolean): Promise<void> {
    this.instances.delete(instance.identifier);
    if (keepBackups) {
      instance.backups.status = 'retained';
      return;
    }
    this.backups.delete(instance.resourceId);
    this.snapshots.removeAutomated(instance.resourceId);
    await instance.backups.remove();
  }
}
