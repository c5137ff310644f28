import { uncarried } from './outside-text';

/** Text that is HTML already; everything else is escaped when it goes into a template. */
export class Markup {
  constructor(readonly text: string) {}
}

type Content = Markup | string | number | readonly Content[];

/** A template of HTML: what is put in is escaped unless it is markup itself, so that no key or cause becomes a tag. */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(literals.reduce((text, literal, index) => text + textOf(contents[index - 1]!) + literal));
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(textOf).join('');
  return uncarried(escaped(String(content)), entity);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const entity = (character: string): string => ENTITIES[character] ?? character;

/** What is carried is not escaped yet: it must not be taken for a mark of ours. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, entity);

/** The marks of the report's sentences: `**bold**` and code in backticks. */
export function sentence(text: string): Markup {
  const marked = escaped(text)
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/`([^`]+)`/g, '<code>$1</code>');
  return new Markup(uncarried(marked, entity));
}
