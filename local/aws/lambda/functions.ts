import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { OperatingUser } from '../../postgres/operating-user';
import { sendJsonError } from '../protocols/json';
import { readBody } from '../protocols/request-body';
import { answerRest, isRouted } from '../protocols/rest';
import { notImplemented, ServiceError } from '../protocols/service-error';
import type { LocalService } from '../service';
import type { AccessKeys } from '../signature';
import { BOOTSTRAP } from './bootstrap';
import { Concurrency } from './concurrency';
import { EventSourceMappings } from './event-source-mappings';
import { type FunctionDefinition, functionArn, functionName } from './function-definition';
import { FunctionPool } from './function-pool';
import { FunctionProcess } from './function-process';
import { exited, type FunctionError, type Outcome, PAYLOAD_LIMIT, timedOut } from './invocation';
import { shortWaits } from './short-waits';

/**
 * What a fault suite makes of an invocation; the handler runs only for `undefined` and for `lose`.
 * `lose`: the work is done, but the process dies before its answer arrives.
 */
export type Interception = undefined | { throw: FunctionError } | 'kill' | 'timeout' | 'lose' | { answer: unknown };
export type Intercept = (name: string, payload: unknown) => Interception | Promise<Interception>;

/** How many processes one function has at most: this machine is small. */
const PROCESSES = 4;

/** How long a process stays warm without an event: a drill has many functions, and most are called once. */
const IDLE_SECONDS = 20;

/** Lambda: built bundles, each in processes of its own with the template's environment. */
export class LocalFunctions implements LocalService {
  readonly name = 'lambda';
  /** Hook of fault suites. */
  intercept: Intercept | undefined;
  readonly eventSources = new EventSourceMappings();
  readonly concurrency = new Concurrency((name) => void this.found(name));
  private readonly functions = new Map<string, { definition: FunctionDefinition; pool: FunctionPool }>();
  /** Of code that another user runs: where it lies, and where its copy is. */
  private readonly copies = new Map<string, string>();
  private readonly logs: string;
  private readonly bootstrap: string;
  private readonly preloaded: string | undefined;

  constructor(
    private readonly options: {
      readonly directory: string;
      /** Where the services of this machine are: endpoint, credentials, region. */
      readonly environment: Readonly<Record<string, string>>;
      /** Of each function a key of its own. */
      readonly keys: Pick<AccessKeys, 'of'>;
      /** Who runs functions. @default - as this process */
      readonly user?: OperatingUser;
      /** @default 20 */
      readonly idleSeconds?: number;
      /** Factor on what handlers wait. @default 1 */
      readonly waitScale?: number;
    },
  ) {
    this.logs = join(options.directory, 'logs');
    this.bootstrap = join(options.directory, 'function-bootstrap.cjs');
    mkdirSync(this.logs, { recursive: true });
    writeFileSync(this.bootstrap, BOOTSTRAP);
    if (options.waitScale === undefined) return;
    this.preloaded = join(options.directory, 'short-waits.cjs');
    writeFileSync(this.preloaded, shortWaits(options.waitScale));
  }

  /** As it was created. */
  definitionOf(reference: string): FunctionDefinition {
    return this.found(functionName(reference)).definition;
  }

  /** @returns the function's ARN */
  create(definition: FunctionDefinition): string {
    if (this.functions.has(definition.name)) {
      throw new ServiceError('ResourceConflictException', `Function already exist: ${definition.name}`, 409);
    }
    this.put(definition);
    return functionArn(definition.name);
  }

  delete(reference: string): void {
    const name = functionName(reference);
    void this.found(name).pool.close();
    this.functions.delete(name);
  }

  /** Gives it this environment: as `UpdateFunctionConfiguration`, it is that of the next process. */
  reconfigure(reference: string, environment: FunctionDefinition['environment']): void {
    const { definition, pool } = this.found(functionName(reference));
    void pool.close();
    this.put({ ...definition, environment });
  }

  private put(definition: FunctionDefinition): void {
    const { user } = this.options;
    const start = () =>
      new FunctionProcess({
        user,
        bootstrap: this.bootstrap,
        preloaded: this.preloaded,
        environment: this.environmentOf({ ...definition, code: this.codeFor(definition) }),
        memoryMegabytes: definition.memoryMegabytes,
        log: join(this.logs, `${definition.name}.log`),
      });
    const bound = Math.min(definition.concurrency ?? PROCESSES, PROCESSES);
    this.functions.set(definition.name, {
      definition,
      pool: new FunctionPool(start, bound, this.options.idleSeconds ?? IDLE_SECONDS),
    });
  }

  /**
   * @param payload JSON text
   * @throws ServiceError when the invocation itself is refused; what goes wrong inside is in the outcome
   */
  async invoke(reference: string, payload: string): Promise<Outcome> {
    const name = functionName(reference);
    const found = this.found(name);
    const leave = this.concurrency.enter(name);
    try {
      return await this.run(name, found, payload);
    } finally {
      leave();
    }
  }

  private async run(
    name: string,
    { definition, pool }: { readonly definition: FunctionDefinition; readonly pool: FunctionPool },
    payload: string,
  ): Promise<Outcome> {
    const bytes = Buffer.byteLength(payload);
    if (bytes > PAYLOAD_LIMIT) {
      const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${PAYLOAD_LIMIT} bytes)`;
      throw new ServiceError('RequestTooLargeException', message, 413);
    }
    if (!definition.runtime.startsWith('nodejs'))
      throw notImplemented(`The runtime \`${definition.runtime}\` (${name})`);
    const requestId = randomUUID();
    const interception = await this.intercept?.(name, JSON.parse(payload));
    if (interception === 'kill') return exited(requestId, 'signal: killed');
    if (interception === 'timeout') return timedOut(requestId, definition.timeoutSeconds);
    if (typeof interception === 'object' && 'throw' in interception) return { error: interception.throw };
    if (typeof interception === 'object') return { payload: JSON.stringify(interception.answer) };
    const { timeoutSeconds } = definition;
    const outcome = await pool.answer({ event: payload, requestId, arn: functionArn(name), timeoutSeconds });
    return interception === 'lose' ? exited(requestId, 'signal: killed') : outcome;
  }

  /** `POST /2015-03-31/functions/NAME/invocations`, synchronous only; and what feeds and admits functions. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const routes = [...this.eventSources.routes, ...this.concurrency.routes];
    if (isRouted(routes, request)) return answerRest(this.name, routes, request, response);
    try {
      const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
      const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
      if (name === undefined || request.method !== 'POST')
        throw notImplemented(`${request.method} ${request.url} of \`lambda\``);
      if (type !== 'RequestResponse') throw notImplemented(`The invocation type \`${type}\``);
      if (request.headers['x-amz-log-type'] === 'Tail') throw notImplemented('The log type `Tail`');
      const outcome = await this.invoke(decodeURIComponent(name), (await readBody(request)) || '{}');
      response.setHeader('x-amz-executed-version', '$LATEST');
      if ('error' in outcome) response.setHeader('x-amz-function-error', 'Unhandled');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('error' in outcome ? JSON.stringify(outcome.error) : outcome.payload);
    } catch (error) {
      sendJsonError(response, error);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.functions.values()].map(({ pool }) => pool.close()));
  }

  /** Another user may not be able to enter the folder that the code is in: it then runs from a copy. */
  private codeFor({ code }: FunctionDefinition): string {
    if (this.options.user === undefined) return code;
    // Functions of one asset run from one copy.
    const copy = this.copies.get(code) ?? join(this.options.directory, 'function-code', String(this.copies.size));
    if (!this.copies.has(code)) cpSync(code, copy, { recursive: true });
    this.copies.set(code, copy);
    return copy;
  }

  private found(name: string) {
    const found = this.functions.get(name);
    if (found) return found;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, 404);
  }

  private environmentOf(definition: FunctionDefinition): Record<string, string> {
    const { name, handler, memoryMegabytes, runtime, code } = definition;
    // Who calls is read from the signature.
    const { accessKeyId, secretAccessKey } = this.options.keys.of(name);
    return {
      ...definition.environment,
      ...this.options.environment,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      PATH: process.env.PATH ?? '',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: code,
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    };
  }
}
