import { z } from 'zod';
import { operation } from '../protocols/operation';
import type { Route } from '../protocols/rest';
import { ServiceError } from '../protocols/service-error';

const path = (version: string) => new RegExp(`^/${version}/functions/(?<FunctionName>[^/]+)/concurrency$`);
const FunctionName = z.string();

/** How many invocations of a function may run at once, if concurrency is reserved. 0 lets none begin. */
export class ReservedConcurrency {
  private readonly reserved = new Map<string, number>();

  constructor(private readonly assertExists: (name: string) => void) {}

  /** @throws ServiceError when no invocation may begin */
  admit(name: string): void {
    if (this.reserved.get(name) !== 0) return;
    throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
  }

  readonly routes: readonly Route[] = [
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
