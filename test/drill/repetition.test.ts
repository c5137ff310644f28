import { describe, expect, test } from '@jest/globals';
import { CleanUp } from '../../local/drill/clean-up';
import { atOnce } from '../../local/drill/concurrently';
import { startHeartbeats } from '../../local/drill/heartbeats';
import { Repetition } from '../../local/drill/repetition';

describe('a repetition', () => {
  test('does nothing any more once it is stopped', async () => {
    const done: number[] = [];
    const repetition = new Repetition(0, async (n) => {
      done.push(n);
    });
    await repetition.stop();
    const count = done.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([done.length, repetition.times]).toEqual([count, count]);
    expect(done[0]).toBe(0);
  });

  test('tells its first error when it is stopped', async () => {
    const repetition = new Repetition(0, async () => {
      throw new Error('refused');
    });
    await expect(repetition.stop()).rejects.toThrow('refused');
  });

  test('does not wait out its pause', async () => {
    const repetition = new Repetition(3_600_000, async () => {});
    await repetition.stop();
    expect(repetition.times).toBe(1);
  });
});

describe('the heartbeats of a drill', () => {
  /** Stops them when so many were asked for. */
  async function beat(times: number, timesOut: (n: number) => boolean): Promise<number> {
    let asked = 0;
    let enough = () => {};
    const reached = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const invoke = async () => {
      const n = asked++;
      if (asked === times) enough();
      const error = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 60.00 seconds' };
      return timesOut(n) ? { error } : { payload: 'null' };
    };
    const heartbeats = startHeartbeats({ invoke }, 'heartbeat', 0);
    await reached;
    await heartbeats.stop();
    return asked;
  }

  test('go on after one that timed out, and after four in a row', async () => {
    expect(await beat(12, (n) => n === 1)).toBeGreaterThanOrEqual(12);
    expect(await beat(12, (n) => n % 5 !== 0)).toBeGreaterThanOrEqual(12);
  });

  test('end where none is written any more, and say so', async () =>
    await expect(beat(5, () => true)).rejects.toThrow(
      'The heartbeat could not be written 5 times in a row: Task timed out',
    ));
});

describe('work at once', () => {
  test('is bounded, and done for each', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await atOnce([1, 2, 3, 4, 5], 2, async (n) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done.push(n);
    });
    expect([done.sort(), most]).toEqual([[1, 2, 3, 4, 5], 2]);
  });

  test('stops at the first error', async () => {
    const begun: number[] = [];
    const work = atOnce([1, 2, 3], 1, async (n) => {
      begun.push(n);
      throw new Error(`not ${n}`);
    });
    await expect(work).rejects.toThrow('not 1');
    expect(begun).toEqual([1]);
  });
});

describe('the clean-up', () => {
  test('undoes the last first, once, whatever fails', async () => {
    const undone: string[] = [];
    const cleanUp = new CleanUp();
    cleanUp.add('folder', async () => void undone.push('folder'));
    cleanUp.add('server', async () => {
      undone.push('server');
      throw new Error('does not end');
    });
    const complaints: unknown[] = [];
    const { error } = console;
    console.error = (line) => complaints.push(line);
    await Promise.all([cleanUp.run(), cleanUp.run()]).finally(() => {
      console.error = error;
    });
    expect(undone).toEqual(['server', 'folder']);
    expect(complaints).toEqual(['could not clean up server: Error: does not end']);
  });
});
