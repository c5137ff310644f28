import type { RestoreReport } from './model';

export interface Link {
  readonly text: string;
  readonly url: string;
}

/** Only this partition has its console there. */
const EXECUTION = /^arn:aws:states:([a-z0-9-]+):\d+:execution:/;

/** Where a reader goes on: the console's pages of the execution and of the run's evidence. */
export function reportLinks({ execution, evidence }: RestoreReport): Link[] {
  const region = EXECUTION.exec(execution.id)?.[1];
  if (region === undefined) return [];
  const console = `https://${region}.console.aws.amazon.com`;
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(evidence ?? '') ?? [];
  const folder = bucket && {
    text: 'Evidence of the run',
    url: `${console}/s3/buckets/${encodeURIComponent(bucket)}?region=${region}&prefix=${encodeURIComponent(prefix ?? '')}`,
  };
  return [
    {
      text: 'Execution',
      url: `${console}/states/home?region=${region}#/v2/executions/details/${encodeURI(execution.id)}`,
    },
    ...(folder ? [folder] : []),
  ];
}
