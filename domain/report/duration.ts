/** `45 s`, `12 min 3 s`, `1 h 2 min 3 s`. */
export function duration(seconds: number): string;
export function duration(seconds: number | null): string | null;
export function duration(seconds: number | null): string | null {
  if (seconds === null || seconds < 120) return seconds === null ? null : `${seconds} s`;
  const whole = Math.round(seconds);
  const minutes = `${Math.floor((whole % 3600) / 60)} min ${whole % 60} s`;
  return whole < 3600 ? minutes : `${Math.floor(whole / 3600)} h ${minutes}`;
}
