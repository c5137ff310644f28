/** Milliseconds as people say them: `90 s`, `3 h`, `2 days`; rounded down. */
export function sayAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** Clocks differ by less. */
const AHEAD_MILLISECONDS = 60 * 60_000;

/** What bears a date that is still to come would stay new for as long. @returns undefined for an age that can be */
export function whyNoAge(what: string, age: number): string | undefined {
  const advice = 'find out what has written it, and delete it';
  if (Number.isNaN(age)) return `${what} has no date: ${advice}`;
  return age >= -AHEAD_MILLISECONDS ? undefined : `${what} is from the future: ${advice}`;
}
