import type { Workflow } from '../domain/workflow/workflow';

/** Where the restored database answers: a cut-over by renaming has given it another address. */
export function servingPlace({ database, lowTraffic }: Pick<Workflow, 'database' | 'lowTraffic'>) {
  const { host = database.host, port = database.port } = lowTraffic ?? {};
  return { host, port };
}
