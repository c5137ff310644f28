import { ErrorName, PegasusError } from '../workflow/errors';

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|([+-])(\d{2}):(\d{2}))$/;

/** S3 opened: no store has anything from before. */
const EARLIEST = Date.UTC(2006, 2, 14);

/** The widest offset in use (Kiribati). */
const MAX_OFFSET_HOURS = 14;

/**
 * Reads a target time: ISO 8601 with a zone, and nothing else. A local time would mean another moment on another
 * computer, so a zone is never guessed. S3 knows whole seconds only, so a fraction is refused: to cut it off would go back to before what was meant, to round it up to after it.
 * @param now milliseconds, the store's clock
 * @param apart milliseconds by which it may be another clock than the store's
 * @returns `YYYY-MM-DDTHH:MM:SSZ`
 * @throws InvalidRequest
 */
export function parseTargetTime(text: string, now: number, apart = 0): string {
  const fields = SHAPE.exec(text);
  if (fields === null) {
    const zoneless = SHAPE.test(`${text}Z`);
    throw invalid(text, zoneless ? 'it has no zone: add `Z` or an offset such as `+05:30`' : 'it is not ISO 8601');
  }
  const [year, month, day, hour, minute, second] = fields.slice(1, 7).map(Number) as Six;
  if (second === 60) throw invalid(text, 'leap seconds cannot be addressed: use second 59 or the next minute');
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  if (seconds(local) !== text.slice(0, 19) + 'Z') throw invalid(text, 'there is no such date or time of day');
  const time = local - offset(text, fields);
  if (time > now + apart) throw invalid(text, `it lies in the future: it is ${seconds(now)} now`);
  if (time < EARLIEST) throw invalid(text, 'no store has anything from before 2006-03-14');
  if (Number(fields[7] ?? 0) > 0) {
    const [before, after] = [seconds(time), seconds(time + 1000)];
    throw invalid(
      text,
      `it has a fraction of a second, and stores go back to whole seconds: give ${before}, or ${after}`,
    );
  }
  return seconds(time);
}

/** Milliseconds as `YYYY-MM-DDTHH:MM:SSZ`; the fraction is cut off. */
export function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function offset(text: string, fields: RegExpExecArray): number {
  if (fields[8] === 'Z') return 0;
  const [hours, minutes] = [Number(fields[10]), Number(fields[11])];
  if (minutes > 59 || hours * 60 + minutes > MAX_OFFSET_HOURS * 60) {
    throw invalid(text, `its offset is larger than ${MAX_OFFSET_HOURS}:00`);
  }
  return (fields[9] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function invalid(text: string, why: string): PegasusError {
  return new PegasusError(
    ErrorName.INVALID_REQUEST,
    `The target time \`${text}\` cannot be used: ${why}. Write it like 2026-11-23T04:00:00Z.`,
  );
}

type Six = [number, number, number, number, number, number];
