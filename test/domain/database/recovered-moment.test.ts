import { describe, expect, test } from '@jest/globals';
import { HEARTBEAT_BOUND_SECONDS, judgeRecoveredMoment } from '../../../domain/database/recovered-moment';

const ASKED = '2026-11-23T04:00:00Z';
const ago = (seconds: number) => new Date(Date.parse(ASKED) - seconds * 1000).toISOString();
const whole = (seconds: number) => `${ago(seconds).slice(0, 19)}Z`;
const DAY = 86_400;

describe('the moment that a restored database holds', () => {
  test.each([
    ['F37 one second newer than asked for', -1, 'wrong'],
    ['in the second asked for', 0, 'right'],
    ['within the second asked for', -0.999, 'right'],
    ['as old as the bound', HEARTBEAT_BOUND_SECONDS, 'right'],
    ['F89 one second older than the bound', HEARTBEAT_BOUND_SECONDS + 1, 'right'],
    ['F89 a day older', DAY, 'right'],
  ])('%s (%d s): %s', (_when, seconds, outcome) =>
    expect(judgeRecoveredMoment({ newestHeartbeat: ago(seconds) }, ASKED)).toMatchObject({ outcome }),
  );

  test('is the newest heartbeat, in whole seconds', () =>
    expect(judgeRecoveredMoment({ newestHeartbeat: '2026-11-23T03:59:30.900Z' }, ASKED)).toEqual({
      outcome: 'right',
      recoveredTo: '2026-11-23T03:59:30Z',
      source: 'heartbeat',
      notProvedSeconds: 30,
    }));

  test('F89 without any heartbeat is not proved: the request, and no bound', () =>
    expect(judgeRecoveredMoment({ newestHeartbeat: null }, ASKED)).toEqual({
      outcome: 'right',
      recoveredTo: ASKED,
      source: 'request',
      notProvedSeconds: null,
    }));

  test.each([
    ['narrows a gap', ago(121), ago(3), { source: 'replay', recoveredTo: whole(3), notProvedSeconds: 3 }],
    ['says it without any heartbeat', null, ago(3), { source: 'replay', notProvedSeconds: 3 }],
    ['older than the heartbeat says nothing', ago(121), ago(200), { source: 'heartbeat', notProvedSeconds: 121 }],
    ['newer than asked for says nothing', ago(121), ago(-5), { source: 'heartbeat', notProvedSeconds: 121 }],
    ['is not needed where heartbeats go on', ago(60), ago(3), { source: 'heartbeat', notProvedSeconds: 60 }],
  ])('F89 what recovery replayed last %s', (_what, newestHeartbeat, lastReplayed, expected) =>
    expect(judgeRecoveredMoment({ newestHeartbeat, lastReplayed }, ASKED)).toMatchObject({
      outcome: 'right',
      ...expected,
    }),
  );

  test.each([
    ['had the same gap', ago(121), ago(121), 'right'],
    ['could not be asked', ago(DAY), undefined, 'right'],
    ['has none left', ago(DAY), null, 'right'],
    ['has one at the edge of the recovery point', ago(DAY), ago(HEARTBEAT_BOUND_SECONDS), 'right'],
    ['has one long before the recovery point', ago(DAY), ago(HEARTBEAT_BOUND_SECONDS + 1), 'wrong'],
    ['has one where the restored one has none', null, ago(DAY), 'wrong'],
  ])('F89 where the source %s: %s', (_what, newestHeartbeat, sourceHeartbeat, outcome) =>
    expect(judgeRecoveredMoment({ newestHeartbeat, sourceHeartbeat }, ASKED)).toMatchObject({ outcome }),
  );
});
