import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { operation } from './protocols/operation';
import { answerRest, type Route } from './protocols/rest';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';

/** What an update replaces as a whole: a member that it leaves out is gone. */
const Schedule = z.strictObject({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.number().optional(),
  }),
  Target: z.record(z.string(), z.unknown()),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().optional(),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
});

interface Stored {
  readonly schedule: z.output<typeof Schedule>;
  readonly createdAt: number;
}

/** The schedules of an application in EventBridge Scheduler: whole and as they were put; nothing is started by them here. */
export class LocalSchedules implements LocalService {
  readonly name = 'scheduler';
  private readonly schedules = new Map<string, Stored>();

  create(name: string, schedule: z.input<typeof Schedule>): void {
    this.put(name, Schedule.parse(schedule), Date.now() / 1000);
  }

  private readonly routes: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/schedules\/(?<Name>[^/]+)$/,
      run: operation(
        z.strictObject({ Name: z.string(), groupName: z.string().default('default') }),
        ({ Name, groupName }) => {
          const { schedule, createdAt } = this.get(Name, groupName);
          const times = { CreationDate: createdAt, LastModificationDate: createdAt };
          return { ...schedule, ...times, Name, Arn: arnOf(groupName, Name) };
        },
      ),
    },
    {
      method: 'PUT',
      path: /^\/schedules\/(?<Name>[^/]+)$/,
      run: operation(
        Schedule.extend({ Name: z.string(), ClientToken: z.string().optional() }),
        ({ Name, ClientToken: _token, ...schedule }) => {
          this.put(Name, schedule, this.get(Name, schedule.GroupName).createdAt);
          return { ScheduleArn: arnOf(schedule.GroupName, Name) };
        },
      ),
    },
  ];

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerRest(this.name, this.routes, request, response);
  }

  async close(): Promise<void> {}

  private put(name: string, schedule: z.output<typeof Schedule>, createdAt: number): void {
    this.schedules.set(`${schedule.GroupName}/${name}`, { schedule, createdAt });
  }

  private get(name: string, group: string): Stored {
    const found = this.schedules.get(`${group}/${name}`);
    if (!found) throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return found;
  }
}

const arnOf = (group: string, name: string): string =>
  `arn:aws:scheduler:${LOCAL_REGION}:${LOCAL_ACCOUNT}:schedule/${group}/${name}`;
