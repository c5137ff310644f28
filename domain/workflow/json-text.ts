/** As JSON; what is nested too deeply to be written is nothing that a person has typed. @returns undefined for that */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
