import * as z from 'zod';
import { operation } from '../protocols/operation';
import type { Route } from '../protocols/rest';
import { ServiceError } from '../protocols/service-error';

const path = (version: string) => new RegExp(`^/${version}/functions/(?<FunctionName>[^/]+)/concurrency$`);
const FunctionName = z.string();
/** What Lambda keeps unreserved for all other functions; in an account that has no more, nothing can be reserved. */
const UNRESERVED = 100;

/** How many invocations may run at once: of a function, if concurrency is reserved (0 lets none begin), and of all. */
export class Concurrency {
  /** Of the account: AWS gives a new one 10. @default - no limit, as far as this machine carries it */
  ofAccount = Number.POSITIVE_INFINITY;
  /** How many were refused, and how many ran at once at most. */
  throttled = 0;
  most = 0;
  private running = 0;
  private readonly reserved = new Map<string, number>();

  constructor(private readonly assertExists: (name: string) => void) {}

  /** @returns what to call at its end. @throws ServiceError when no invocation may begin */
  enter(name: string): () => void {
    if (this.reserved.get(name) === 0 || this.running >= this.ofAccount) {
      this.throttled += 1;
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    return () => {
      this.running -= 1;
    };
  }

  private limit(): number {
    return Number.isFinite(this.ofAccount) ? this.ofAccount : 1_000;
  }

  private unreservedBut(name?: string): number {
    const others = [...this.reserved].filter(([one]) => one !== name).map(([, reserved]) => reserved);
    return others.reduce((left, reserved) => left - reserved, this.limit());
  }

  readonly routes: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/2016-08-19\/account-settings$/,
      run: operation(z.strictObject({}), () => {
        const ConcurrentExecutions = this.limit();
        return { AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions: this.unreservedBut() } };
      }),
    },
    {
      method: 'GET',
      path: path('2019-09-30'),
      run: operation(z.strictObject({ FunctionName }), ({ FunctionName: name }) => {
        this.assertExists(name);
        return { ReservedConcurrentExecutions: this.reserved.get(name) };
      }),
    },
    {
      method: 'PUT',
      path: path('2017-10-31'),
      run: operation(
        z.strictObject({ FunctionName, ReservedConcurrentExecutions: z.number().int().min(0) }),
        ({ FunctionName: name, ReservedConcurrentExecutions }) => {
          this.assertExists(name);
          const least = Math.min(UNRESERVED, this.limit());
          // To reserve nothing, which stops a function, is always allowed.
          if (ReservedConcurrentExecutions > 0 && this.unreservedBut(name) - ReservedConcurrentExecutions < least) {
            throw new ServiceError(
              'InvalidParameterValueException',
              `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${least}].`,
            );
          }
          this.reserved.set(name, ReservedConcurrentExecutions);
          return { ReservedConcurrentExecutions };
        },
      ),
    },
    {
      method: 'DELETE',
      path: path('2017-10-31'),
      run: operation(z.strictObject({ FunctionName }), ({ FunctionName: name }) => {
        this.assertExists(name);
        this.reserved.delete(name);
      }),
    },
  ];
}
