import { silence } from '../../domain/checks/smoke-job';

/** What ingests a lecture of a second of silence. */
export function ingestForm(lectureId: string, title: string): FormData {
  const form = new FormData();
  form.set('course_id', lectureId);
  form.set('lecture_id', lectureId);
  form.set('preset_id', 'exam-mode');
  form.set('title', title);
  form.set('audio', new Blob([Buffer.from(silence())], { type: 'audio/wav' }), `${lectureId}.wav`);
  return form;
}
