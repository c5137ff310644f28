import { duration } from './duration';
import { html, type Markup } from './markup';
import type { RestoreReport } from './model';

/** One moment that matters, on the axis of the report's picture. */
export interface Moment {
  readonly label: string;
  /** Milliseconds. */
  readonly at: number;
  readonly kind: 'target' | 'recovered' | 'incident' | 'frozen' | 'open' | 'run';
}

/** In the order of time, as far as they are known; moments of the same order of time keep the order of the runbook. */
export function moments(report: RestoreReport): readonly Moment[] {
  const ended = (name: string): number | undefined => {
    const step = report.steps.find((taken) => taken.name === name && taken.outcome === 'done');
    return step && Date.parse(step.startedAt) + step.seconds * 1000;
  };
  const time = (text: string | null | undefined) => (text ? Date.parse(text) : undefined);
  const all: readonly { label: string; at: number | undefined; kind: Moment['kind'] }[] = [
    {
      label: 'recovered to',
      at: time(report.scope === 'objects' || report.reached === null ? null : report.database?.recoveredTo),
      kind: 'recovered',
    },
    { label: 'target time', at: time(report.targetTime), kind: 'target' },
    { label: 'incident began', at: time(report.incidentStart), kind: 'incident' },
    { label: 'run started', at: time(report.startedAt), kind: 'run' },
    { label: 'writes frozen', at: ended('FreezeWrites'), kind: 'frozen' },
    { label: 'traffic open again', at: ended('ResumeTraffic'), kind: 'open' },
    { label: 'report written', at: time(report.finishedAt), kind: 'run' },
  ];
  return all
    .flatMap(({ at, ...moment }) => (at === undefined ? [] : [{ ...moment, at }]))
    .sort((one, other) => one.at - other.at);
}

const WIDTH = 430;
const AXIS = 122;
const LABEL = 162;
const TOP = 16;
const ROW = 30;

/**
 * The moments on one axis, from top to bottom and true to scale, so that a phone can show it; labels that would lie on
 * one another are moved apart. Beside the axis: what the restored stores lack, and how long writes were frozen.
 */
export function momentsPicture(report: RestoreReport): Markup {
  const all = moments(report);
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined || all.length < 3) return html``;
  const length = Math.max(all.length * ROW, 240);
  const y = (at: number) => round(TOP + ((at - first.at) / Math.max(1, last.at - first.at)) * length);
  const rows = apart(
    all.map(({ at }) => y(at)),
    TOP + length,
  );
  const said = all.map(({ label, at }) => `${label} ${clock(at)}`).join(', ');
  return html`<svg class="moments" viewBox="0 0 ${WIDTH} ${length + 2 * TOP}" role="img" aria-label="${said}">
${spans(report, all).map(({ kind, words, from, until }) => bar(kind, words, y(from), y(until)))}
<line class="axis" x1="${AXIS}" y1="${TOP}" x2="${AXIS}" y2="${TOP + length}"/>
${all.map((moment, index) => mark(moment, y(moment.at), rows[index]!))}</svg>`;
}

interface Span {
  readonly kind: 'lost' | 'stopped';
  readonly words: readonly string[];
  readonly from: number;
  readonly until: number;
}

/** Where nothing was lost, nothing is shown as lost. */
function spans({ dataLossWindow }: RestoreReport, all: readonly Moment[]): readonly Span[] {
  const found: Span[] = [];
  if (dataLossWindow !== null) {
    const [from, until] = [Date.parse(dataLossWindow.from), Date.parse(dataLossWindow.until)];
    found.push({ kind: 'lost', words: ['data-loss', 'window', duration(dataLossWindow.seconds)], from, until });
  }
  const frozen = all.find(({ kind }) => kind === 'frozen');
  const end = all.find(({ kind }) => kind === 'open') ?? all.at(-1);
  if (frozen !== undefined && end !== undefined) {
    const words = ['no writes', duration(Math.round((end.at - frozen.at) / 1000))];
    found.push({ kind: 'stopped', words, from: frozen.at, until: end.at });
  }
  return found;
}

function bar(kind: Span['kind'], words: readonly string[], from: number, until: number): Markup {
  const height = round(Math.max(until - from, 3));
  const middle = round(from + height / 2 - (words.length - 1) * 7 + 4);
  const x = AXIS - 26;
  return html`<g class="${kind}"><rect x="${x}" y="${from}" width="10" height="${height}" rx="3"/>${words.map(
    (word, line) => html`<text x="${x - 8}" y="${middle + line * 14}" text-anchor="end">${word}</text>`,
  )}</g>
`;
}

function mark({ kind, label, at }: Moment, y: number, row: number): Markup {
  const leader = `${AXIS},${y} ${LABEL - 22},${row} ${LABEL - 8},${row}`;
  return html`<g class="${kind}"><polyline points="${leader}"/><circle cx="${AXIS}" cy="${y}" r="5"/><text x="${LABEL}" y="${row + 4}"><tspan class="when">${clock(at)}</tspan><tspan dx="10">${label}</tspan></text></g>
`;
}

/** Moves labels apart by a row, first downwards, then back up where they ran over the end. */
function apart(wanted: readonly number[], end: number): readonly number[] {
  const rows: number[] = [];
  for (const row of wanted) rows.push(Math.max(row, (rows.at(-1) ?? -ROW) + ROW));
  for (let index = rows.length - 1, limit = end; index >= 0; index--, limit = rows[index + 1]! - ROW) {
    rows[index] = round(Math.min(rows[index]!, limit));
  }
  return rows;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const clock = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
