import { z } from 'zod';
import { operation } from '../protocols/operation';
import type { Route } from '../protocols/rest';
import { ServiceError } from '../protocols/service-error';

type State = 'Enabled' | 'Disabled' | 'Enabling' | 'Disabling';

const PATH = /^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/;

/** What feeds functions from queues, as states. A change shows as on its way for one look. */
export class EventSourceMappings {
  private readonly states = new Map<string, State>();

  create(uuid: string, enabled: boolean): void {
    this.states.set(uuid, enabled ? 'Enabled' : 'Disabled');
  }

  readonly routes: readonly Route[] = [
    {
      method: 'GET',
      path: PATH,
      run: operation(z.strictObject({ UUID: z.string() }), ({ UUID }) => {
        const State = this.stateOf(UUID);
        this.states.set(UUID, State.startsWith('Enabl') ? 'Enabled' : 'Disabled');
        return { UUID, State };
      }),
    },
    {
      method: 'PUT',
      path: PATH,
      run: operation(z.strictObject({ UUID: z.string(), Enabled: z.boolean() }), ({ UUID, Enabled }) => {
        this.stateOf(UUID);
        const State = Enabled ? 'Enabling' : 'Disabling';
        this.states.set(UUID, State);
        return { UUID, State };
      }),
    },
  ];

  private stateOf(uuid: string): State {
    const state = this.states.get(uuid);
    if (!state) throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    return state;
  }
}
