import type { RestoreReport } from '../domain/report/model';
import type { Clients } from './clients';
import { drill } from './drill';
import { remove } from './removal/remove';
import type { Site } from './sites/site';

export interface Run {
  /** The folder that was synthesised. */
  readonly assembly: string;
  readonly say: (what: string, detail: string) => void;
  readonly stop: AbortSignal;
}

/** Deploys, fills and restores; nothing is removed. */
export async function performOn(site: Site, clients: Clients, { assembly, say, stop }: Run): Promise<RestoreReport> {
  say('Deploy', `to ${site.name}`);
  await site.deploy(assembly);
  return await drill({ site, clients, say, stop });
}

export const removalOf = (
  { secondsBetweenLooks }: Pick<Site, 'secondsBetweenLooks'>,
  clients: Clients,
  say: Run['say'],
): Promise<readonly string[]> => remove({ clients, secondsBetweenLooks, say });
