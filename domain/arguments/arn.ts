import { Unfit } from './unfit';

const ARNS = {
  execution: arnOf('states', 'execution:[^:\\s]+:[^:\\s]+', 'an execution', 'execution:NAME:RUN'),
  // A version or an alias may follow its name.
  stateMachine: arnOf('states', 'stateMachine:[^:\\s]+(:[^:\\s]+)?', 'a state machine', 'stateMachine:NAME'),
  secret: arnOf('secretsmanager', 'secret:[^:\\s]+', 'a secret', 'secret:NAME-AbCdEf'),
  key: arnOf('kms', 'key/[^:\\s]+', 'a key of KMS', 'key/ID'),
};

/** @returns the ARN as given */
export function arn(text: string, of: keyof typeof ARNS): string {
  const { shape, article, example } = ARNS[of];
  if (shape.test(text)) return text;
  throw new Unfit(`must be the ARN of ${article}, as ${example}`);
}

function arnOf(service: string, resource: string, article: string, end: string) {
  return {
    shape: new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource}$`),
    article,
    example: `arn:aws:${service}:eu-central-1:123456789012:${end}`,
  };
}
