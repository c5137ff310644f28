import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '../../local/aws/local-aws';
import { STACK } from '../names';
import type { Site } from './site';

/** A minute between two looks of the state machine is a third of a second here. */
const WAIT_SCALE = 0.005;

export interface LocalSite extends Site {
  readonly aws: LocalAws;
  close(): Promise<void>;
}

/** The AWS on this machine. */
export async function localSite(name = 'this machine'): Promise<LocalSite> {
  const directory = mkdtempSync(join(tmpdir(), 'pegasus-aws-check-'));
  const aws = await startLocalAws({ directory, log: () => {}, waitScale: WAIT_SCALE });
  return {
    name,
    aws,
    client: { ...aws.client, forcePathStyle: true },
    secondsBetweenLooks: 0.2,
    deploy: async (assembly) => {
      await aws.deploy(assembly, STACK);
    },
    actAsSchedule: (invoke) => invoke(),
    close: async () => {
      await aws.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
