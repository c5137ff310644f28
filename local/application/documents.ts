import { createHash } from 'node:crypto';
import type { StoredFile } from './storage';

/** What stands in for the speech model and the language model: the same bytes in, the same words out. */

const WORDS =
  'entropy lecture proof theorem energy student river market signal memory cell law orbit verse method theory'.split(
    ' ',
  );

export const ARTIFACT_TYPES = ['summary', 'outline', 'key-terms', 'flashcards', 'exam-questions'] as const;
export const EXPORT_TYPES = ['markdown', 'anki'] as const;
export type ArtifactType = (typeof ARTIFACT_TYPES)[number];
export type ExportType = (typeof EXPORT_TYPES)[number];

export interface Transcript {
  readonly lectureId: string;
  readonly text: string;
  readonly segments: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

export interface Artifact {
  readonly lectureId: string;
  readonly type: ArtifactType;
  readonly overview: string;
  readonly sections: readonly string[];
}

export function transcribe(lectureId: string, audio: Uint8Array): Transcript {
  const digest = createHash('sha256').update(audio).digest();
  const segments = [0, 8, 16, 24].map((from) => ({
    start: from,
    end: from + 8,
    text: [...digest.subarray(from, from + 8)].map((byte) => WORDS[byte % WORDS.length]).join(' '),
  }));
  return { lectureId, segments, text: segments.map(({ text }) => text).join('. ') };
}

export function generate(type: ArtifactType, { lectureId, segments }: Transcript): Artifact {
  const sections = segments.map(({ text }, index) => `${type} ${index + 1}: ${text}`);
  return { lectureId, type, sections, overview: `${type} of ${lectureId} in ${sections.length} sections` };
}

export function exportAs(type: ExportType, title: string, artifacts: readonly Artifact[]): StoredFile {
  switch (type) {
    case 'markdown':
      return text('text/markdown; charset=utf-8', [
        `# ${title}`,
        ...artifacts.flatMap(({ overview, sections }) => ['', `## ${overview}`, ...sections.map((one) => `- ${one}`)]),
      ]);
    case 'anki':
      return text(
        'text/tab-separated-values; charset=utf-8',
        artifacts.flatMap(({ overview, sections }) => sections.map((one) => `${overview}\t${one}`)),
      );
  }
}

export function json(value: unknown): StoredFile {
  return { body: Buffer.from(JSON.stringify(value)), contentType: 'application/json' };
}

function text(contentType: string, lines: readonly string[]): StoredFile {
  return { body: Buffer.from(lines.join('\n') + '\n'), contentType };
}
