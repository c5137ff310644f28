import { expect } from '@jest/globals';
import type { Client } from 'pg';
import { connectDatabase } from '../../../local/drill/stage';
import { readWriters, stillRunning } from '../../../local/drill/writers';
import type { Scene } from '../invariants/scene';
import type { FrontAnswer } from '../rig/front';
import type { Rig } from '../rig/rig';
import type { Expected } from './expected';

/** The words of the construct for what its role may not touch. */
const WORKER = 'pegasus-worker';

/** Everything that writes runs again, as it did before anybody froze it. */
async function everythingRuns({ rig, report }: Scene): Promise<void> {
  expect(report?.failure?.cause).toMatch(/nothing has changed/);
  // An event source that was just enabled shows so at the second look.
  await readWriters(rig.production.aws);
  expect(stillRunning(await readWriters(rig.production.aws))).toHaveLength(7);
}

/** As the real backend: a write without the token is answered 401, whatever the mode of traffic. */
const wantsToken =
  (answer: () => FrontAnswer | undefined) =>
  (method: string, _path: string, authorized: boolean): FrontAnswer | undefined => {
    if (method === 'GET') return undefined;
    return authorized ? answer() : { status: 401, body: '{"error":"write token required"}' };
  };

/** From the freeze on, somebody else answers in place of the application. */
const inItsPlace = ({ production: { front, aws, installation } }: Rig, answer: FrontAnswer): void => {
  front.answer = () =>
    aws.parameters.get(installation.trafficParameter)?.Value?.includes('frozen') ? answer : undefined;
};

/** What goes wrong while writers are stopped. */
export const TRAFFIC: readonly Expected[] = [
  {
    title: 'F13 the application is at a link-local address: nothing is asked there, and nothing is restored',
    trial: {
      services: (rig) => rig.setVariables({ APPLICATION_URL: 'http://169.254.169.254/latest' }),
    },
    stages: ['refused'],
    error: 'FreezeFailed',
    look: async (scene) => {
      expect(scene.report?.failure?.cause).toMatch(/169\.254\.169\.254, which is link-local, metadata/);
      await everythingRuns(scene);
    },
  },
  {
    title: 'F15 the canary is let in: the freeze is undone, and nothing is restored',
    trial: {
      services: ({ production: { front } }) => {
        front.answer = (method, path) =>
          method === 'POST' && path === '/lectures/ingest' ? { status: 201, body: '{}' } : undefined;
      },
    },
    stages: ['refused'],
    error: 'FreezeFailed',
    look: async (scene) => {
      expect(scene.report?.failure?.cause).toMatch(/The freeze does not hold: `POST \/lectures\/ingest`/);
      await everythingRuns(scene);
    },
  },
  {
    title: 'F15 F84 an application that wants a token, and nothing is frozen for its writers: nothing is restored',
    trial: {
      // The token lets its writers into the sample application while it is frozen.
      services: ({ production: { front } }) => {
        front.answer = wantsToken(() => undefined);
      },
    },
    stages: ['refused'],
    error: 'FreezeFailed',
    look: async (scene) => {
      expect(scene.report?.failure?.cause).toMatch(/The freeze does not hold: .* with the write token/);
      await everythingRuns(scene);
    },
  },
  {
    title: 'F15 F84 an application that wants a token, and a freeze that holds: proved, and restored',
    trial: {
      services: ({ production: { front, aws, installation } }) => {
        front.answer = wantsToken(() => {
          const frozen = aws.parameters.get(installation.trafficParameter)?.Value?.includes('frozen');
          return frozen ? { status: 503, body: '{}' } : undefined;
        });
      },
    },
    stages: ['verified'],
    look: ({ report }) => expect(JSON.stringify(report)).toMatch(/with the write token/),
  },
  {
    title: 'F15 F84 a firewall begins to deny while the freeze is proved: nothing is restored',
    trial: { services: (rig) => inItsPlace(rig, { status: 403, type: 'text/html', body: '<h1>Forbidden</h1>' }) },
    stages: ['refused'],
    error: 'FreezeFailed',
    look: async (scene) => {
      expect(scene.report?.failure?.cause).toMatch(
        /The freeze is not proved: .* 403 .*A gateway, a firewall or a proxy/,
      );
      await everythingRuns(scene);
    },
  },
  {
    title: 'F15 F84 a rate limit begins while the freeze is proved: nothing is restored',
    trial: { services: (rig) => inItsPlace(rig, { status: 429, body: '{"message":"Too Many Requests"}' }) },
    stages: ['refused'],
    error: 'FreezeFailed',
    look: everythingRuns,
  },
  {
    title:
      'F15 F84 services are stopped and only the load balancer answers: restored, and the report says what is not proved',
    trial: { services: (rig) => inItsPlace(rig, { status: 503, type: 'text/html', body: '<h1>No target</h1>' }) },
    stages: ['verified'],
    look: ({ report }) =>
      expect(report?.freezeProof?.application).toMatch(/^not proved, because a gateway .* has stopped .*ECS service/),
  },
  {
    title: 'F84 the traffic parameter was cut off: it may have said frozen, and nothing is touched',
    trial: {
      services: (rig) => {
        const { aws, installation } = rig.production;
        const { Value = '' } = aws.parameters.get(installation.trafficParameter) ?? {};
        const put = (value: string) => aws.parameters.put(installation.trafficParameter, value, 'String', true);
        put('{"mode":"froz');
        rig.onLift(() => void put(Value));
      },
    },
    stages: ['refused'],
    error: 'TrafficUnreadable',
    look: ({ report }) => expect(report?.failure?.cause).toMatch(/get-parameter-history/),
  },
  {
    title: 'F17 one of eight switches cannot be set: the others are put back, and nothing is restored',
    trial: {
      services: (rig) => {
        const { managed } = rig.production.aws.rules;
        managed.add(WORKER);
        rig.onLift(() => void managed.delete(WORKER));
      },
    },
    stages: ['refused'],
    error: 'FreezeFailed',
    look: everythingRuns,
  },
  {
    title: 'F106 a deployment starts a service again while the database is restored: held before an object is written',
    trial: {
      services: (rig) => {
        const { services } = rig.production.aws.ecs;
        rig.fault = async (name) => {
          if (name.includes('ProveReferences')) services.create('pegasus', WORKER, 5);
          return undefined;
        };
        // As the cause says: an operator sets it back.
        rig.onLift(() => services.create('pegasus', WORKER, 0));
      },
    },
    stages: ['held', 'verified'],
    error: 'FreezeEscaped',
    look: async ({ report, rig }) => {
      expect(report?.attempts?.[0]?.failed?.cause).toMatch(
        /the ECS service pegasus\/pegasus-worker was left .*:0,.* is .*:5,/,
      );
      expect(report?.attempts).toHaveLength(2);
      await readWriters(rig.production.aws);
      expect(stillRunning(await readWriters(rig.production.aws))).toHaveLength(7);
    },
  },
  neverDrains(),
];

function neverDrains(): Expected {
  let writer: Client;
  return {
    title: 'F18 a transaction that never ends: held, frozen, before anything is restored',
    trial: {
      arrange: async ({ production: { stage } }) => {
        writer = await connectDatabase(stage);
        await writer.query('begin; update lectures set title = title');
      },
      services: (rig) => rig.onLift(() => void writer.query('rollback').then(() => writer.end())),
    },
    stages: ['held', 'verified'],
    error: 'WritersNotDrained',
    look: ({ report }) => expect(report?.attempts).toHaveLength(2),
  };
}
