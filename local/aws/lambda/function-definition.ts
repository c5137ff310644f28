import { LOCAL_ACCOUNT, LOCAL_REGION } from '../service';

/** A function as its template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  /** Directory of the unpacked code. */
  readonly code: string;
  /** `file.export`, relative to `code`. */
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The template's variables, and nothing else of this machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Reserved concurrency; more invocations wait here, where Lambda would throttle. */
  readonly concurrency?: number;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${name}`;
}

/** The name in a name, an ARN, or either of them with `:$LATEST`. */
export function functionName(reference: string): string {
  return reference.replace(/^arn:aws[^:]*:lambda:[^:]*:\d*:function:/, '').replace(/:\$LATEST$/, '');
}
