/** What a status of RDS means for a restored database; `held`: another moment would not help, and what would. */
export type Meaning = 'ready' | 'wait' | 'failed' | { readonly held: string };

const held = (advice: string): Meaning => ({ held: advice });
const KEY = held('RDS cannot use the key of its storage: enable the key, or let RDS use it again');
const STOPPED = held('a person or a schedule stops it: keep it from being stopped, and start it');

/** All of the user guides: "Viewing Amazon RDS DB instance status", and "DB cluster status" of Aurora. */
export const STATUSES: Readonly<Record<string, Meaning>> = {
  available: 'ready',
  'backing-up': 'wait',
  'configuring-enhanced-monitoring': 'wait',
  'configuring-iam-database-auth': 'wait',
  'configuring-log-exports': 'wait',
  'converting-to-vpc': 'wait',
  creating: 'wait',
  'delete-precheck': 'failed',
  deleting: 'failed',
  failed: 'failed',
  'inaccessible-encryption-credentials': KEY,
  'inaccessible-encryption-credentials-recoverable': KEY,
  'incompatible-create': held('RDS lacks a resource that it needs for it: its events name it'),
  'incompatible-credentials': held('RDS does not accept its credentials: its events say which'),
  'incompatible-network': held(
    'its VPC lacks what it needs: free addresses in each subnet of its group, DNS names and an internet gateway where it is public',
  ),
  'incompatible-option-group': held('an option of its option group does not fit it: change the group'),
  'incompatible-parameters': held('a value of its parameter group does not fit it: change the group, and reboot it'),
  'incompatible-restore': 'failed',
  'insufficient-capacity': held('RDS has no room for its class'),
  maintenance: 'wait',
  modifying: 'wait',
  'moving-to-vpc': 'wait',
  rebooting: 'wait',
  renaming: 'wait',
  'resetting-master-credentials': 'wait',
  'restore-error': 'failed',
  starting: 'wait',
  stopped: STOPPED,
  stopping: STOPPED,
  'storage-config-upgrade': 'wait',
  'storage-full': held('its storage is full: give it more allocated storage'),
  // It can be used; blocks that are not loaded yet are slow.
  'storage-initialization': 'ready',
  'storage-optimization': 'ready',
  upgrading: 'wait',
  // Of a cluster alone.
  backtracking: 'wait',
  'cloning-failed': 'failed',
  'failing-over': 'wait',
  migrating: 'wait',
  'migration-failed': 'failed',
  'preparing-data-migration': 'wait',
  promoting: 'wait',
  'scaling-compute': 'wait',
  'scaling-storage': 'wait',
  'update-iam-db-auth': 'wait',
};

/** Statuses that RDS may add to a family that is known. */
const FAMILIES: readonly (readonly [string, Meaning])[] = [
  ['configuring-', 'wait'],
  ['incompatible-', held('something that it needs does not fit it: its events say what')],
  ['inaccessible-encryption-credentials', KEY],
];

/** @returns undefined for a status that is in no list */
export const meaningOf = (status: string): Meaning | undefined =>
  Object.hasOwn(STATUSES, status) ? STATUSES[status] : FAMILIES.find(([prefix]) => status.startsWith(prefix))?.[1];

/** What helps a database in a status that is held for. */
export function adviceOn(status: string): string | undefined {
  const meaning = meaningOf(status);
  return typeof meaning === 'object' ? meaning.held : undefined;
}
