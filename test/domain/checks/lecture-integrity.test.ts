import { describe, expect, test } from '@jest/globals';
import { lectureIntegrity } from '../../../domain/checks/lecture-integrity';

const here = { bucket: 'media', prefix: 'pegasus/' };
const AUDIO = 's3://media/pegasus/audio/l1.wav';
const TRANSCRIPT = 's3://media/pegasus/transcripts/l1.json';

interface Line {
  kind: string;
  path: string | null;
  state: string;
}

const audio = (state = 'ok'): Line => ({ kind: 'audio', path: AUDIO, state });
const noTranscript: Line = { kind: 'transcript', path: null, state: 'missing_reference' };

function look(checks: readonly Line[] | undefined, transcriptPath: string | null = null, status = 200) {
  const lecture = { id: 'l1', audioPath: AUDIO, transcriptPath, stored: [] };
  const body = JSON.stringify({ lectureId: 'l1', status: 'degraded', checks });
  return lectureIntegrity([{ lecture, answer: { status, contentType: 'application/json', body } }], here);
}

describe('the integrity of a lecture', () => {
  test('passes when it is degraded only because it was never transcribed', () => {
    expect(look([audio(), noTranscript]).outcome).toBe('passed');
  });

  test('fails with a missing file, and names lecture, kind and path', () => {
    expect(look([audio('missing_file'), noTranscript])).toMatchObject({
      outcome: 'failed',
      observed: `lecture l1: audio ${AUDIO} missing_file`,
    });
  });

  test('a file that was missing in the baseline is not this restore’s doing, and no other is excused', () => {
    const lecture = { id: 'l1', audioPath: AUDIO, transcriptPath: null, stored: [] };
    const body = JSON.stringify({ checks: [audio('missing_file'), noTranscript] });
    const observed = [{ lecture, answer: { status: 200, contentType: 'application/json', body } }];
    expect(lectureIntegrity(observed, here, new Set(['pegasus/audio/l1.wav'])).outcome).toBe('passed');
    expect(lectureIntegrity(observed, here, new Set(['pegasus/audio/l2.wav'])).outcome).toBe('failed');
  });

  test('a file that is missing in another place is not this restore’s doing', () => {
    const local = { kind: 'artifact:summary', path: '/data/l1.json', state: 'missing_file' };
    expect(look([audio(), noTranscript, local]).outcome).toBe('passed');
  });

  test('fails when the application does not see a reference of the restored row: it reads another database', () => {
    expect(look([audio(), noTranscript], TRANSCRIPT)).toMatchObject({
      outcome: 'failed',
      observed: `lecture l1: the application does not see the transcript ${TRANSCRIPT} of the restored row`,
    });
  });

  test('fails when the lecture is not known', () => {
    expect(look(undefined, null, 404)).toMatchObject({ outcome: 'failed' });
  });

  test.each([[undefined], [[]]])('an answer without checks is not a pass: %j', (checks) => {
    expect(look(checks).outcome).toBe('failed');
  });

  test('says nothing without a lecture', () => {
    expect(lectureIntegrity([], here).outcome).toBe('not applicable');
  });
});
