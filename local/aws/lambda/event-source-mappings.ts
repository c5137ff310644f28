import * as z from 'zod';
import { operation } from '../protocols/operation';
import type { Route } from '../protocols/rest';
import { ServiceError } from '../protocols/service-error';
import type { LocalQueues } from '../queues';

type State = 'Enabled' | 'Disabled' | 'Enabling' | 'Disabling';

const PATH = /^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/;

/** From what a mapping reads, and for whom. */
export interface Feed {
  readonly queues: Pick<LocalQueues, 'attach' | 'read'>;
  readonly queueArn: string;
  readonly functionArn: string;
}

/** What feeds functions from queues; without a queue it is a state only. A change shows as on its way for one look. */
export class EventSourceMappings {
  private readonly states = new Map<string, State>();

  private readonly feeds = new Map<string, Feed>();

  create(uuid: string, enabled: boolean, feed?: Feed): void {
    this.states.set(uuid, enabled ? 'Enabled' : 'Disabled');
    if (feed === undefined) return;
    this.feeds.set(uuid, feed);
    const { queues, queueArn, functionArn } = feed;
    queues.attach(queueArn, { functionArn, isEnabled: () => this.stateOf(uuid).startsWith('Enabl') });
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
        const feed = this.feeds.get(UUID);
        if (Enabled && feed !== undefined) feed.queues.read(feed.queueArn);
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
