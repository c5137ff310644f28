/** What `--database` chooses. */
export const DATABASES = ['instance', 'aurora', 'self-managed'] as const;
export type DatabaseChoice = (typeof DATABASES)[number];

export const said = (settings: Readonly<Record<string, unknown>>): Map<string, string> =>
  new Map(Object.entries(settings).map(([setting, value]) => [setting, JSON.stringify(value)]));

export const wholeSeconds = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);
