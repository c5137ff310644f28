import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { STACK } from '../names';
import type { Site } from './site';

const CDK = join(__dirname, '..', '..', 'node_modules', '.bin', 'cdk');

interface Place {
  readonly account: string;
  readonly region: string;
}

/** The account of the credentials in the environment. */
export function awsSite({ account, region }: Place, stop: AbortSignal, secondsBetweenLooks = 15): Site {
  return {
    name: `account ${account}, ${region}`,
    client: { region },
    secondsBetweenLooks,
    deploy: (assembly) => cdkDeploy(assembly, region, stop),
    actAsSchedule: async () => {},
  };
}

/** The CDK's own command publishes the assets and waits; a stack that is rolled back ends it with a code. */
async function cdkDeploy(assembly: string, region: string, stop: AbortSignal): Promise<void> {
  const words = ['deploy', STACK, '--app', assembly, '--require-approval', 'never', '--progress', 'events'];
  const child = spawn(CDK, [...words, '--method', 'direct', '--no-notices'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    signal: stop,
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  if (code !== 0) {
    throw new Error(
      `\`cdk deploy\` ended with ${code ?? 'a signal'}: the first failed event above says why. Is the account bootstrapped for ${region}?`,
    );
  }
}
