import { Unfit } from './unfit';

const ARNS = {
  execution: { shape: states('execution:[^:\\s]+:[^:\\s]+'), article: 'an execution', end: 'execution:NAME:RUN' },
  // A version or an alias may follow its name.
  stateMachine: {
    shape: states('stateMachine:[^:\\s]+(:[^:\\s]+)?'),
    article: 'a state machine',
    end: 'stateMachine:NAME',
  },
} as const;

/** @returns the ARN as given */
export function arn(text: string, of: keyof typeof ARNS): string {
  const { shape, article, end } = ARNS[of];
  if (shape.test(text)) return text;
  throw new Unfit(`must be the ARN of ${article}, as arn:aws:states:eu-central-1:123456789012:${end}`);
}

function states(resource: string): RegExp {
  return new RegExp(`^arn:aws[a-z-]*:states:[a-z0-9-]+:\\d{12}:${resource}$`);
}
