import { describe, expect, test } from '@jest/globals';
import { holdsRows, readJob, readJobId, silence } from '../../../domain/checks/smoke-job';

const json = (body: unknown) => ({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });

describe('a job', () => {
  test.each(['completed', 'succeeded'])('that says `%s` is done', (status) => {
    expect(readJob(json({ status }))).toEqual({ state: 'done', inline: false });
  });

  test('that fell back says so', () => {
    expect(readJob(json({ status: 'completed', result: { queueFallback: 'inline' } }))).toEqual({
      state: 'done',
      inline: true,
    });
  });

  test('that failed gives its reason', () => {
    expect(readJob(json({ status: 'failed', error: 'no audio' }))).toEqual({ state: 'failed', error: 'no audio' });
  });

  test.each([{ status: 'queued' }, { status: 'running' }, { status: 'some new word' }, {}, 'text', null])(
    'that says %j is waited for',
    (body) => {
      expect(readJob(json(body)).state).toBe('waiting');
    },
  );

  test('without an id is none', () => {
    expect(readJobId(json({ jobId: 'j1' }))).toBe('j1');
    expect(readJobId(json({ jobId: '' }))).toBeUndefined();
    expect(readJobId({ status: 200, contentType: 'text/html', body: '' })).toBeUndefined();
  });
});

test('rows are a list with something in it, bare or in a field', () => {
  expect(holdsRows(json([{}]))).toBe(true);
  expect(holdsRows(json({ artifacts: [{}] }))).toBe(true);
  expect(holdsRows(json([]))).toBe(false);
  expect(holdsRows(json({ artifacts: [] }))).toBe(false);
  expect(holdsRows({ status: 200, contentType: 'text/html', body: '' })).toBe(false);
});

test('silence is a WAV file whose header tells its length', () => {
  const wav = Buffer.from(silence());
  expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
  expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
});
