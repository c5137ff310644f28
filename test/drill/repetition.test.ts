import { describe, expect, test } from '@jest/globals';
import { CleanUp } from '../../local/drill/clean-up';
import { atOnce } from '../../local/drill/concurrently';
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
