type Tags = Readonly<Record<string, string>>;

/** RDS takes 50 tags; so many are left for those that a restore sets itself. */
const KEPT = 42;
/** AWS sets these itself, AWS Backup marks what it restores for a test, and ours are set anew. */
export const NOT_KEPT = ['aws:', 'awsbackup-', 'pegasus-backup:'];

/** The tags of a database as a setting of it, in order: `environment=production`. */
export const tagSetting = (tags: Tags): string[] =>
  Object.entries(tags)
    .filter(([key]) => !NOT_KEPT.some((prefix) => key.toLowerCase().startsWith(prefix)))
    .map(([key, value]) => `${key.replaceAll('=', '%3D')}=${value}`)
    .sort();

/** That setting as tags again, as many as RDS takes: the comparison says which are left. No key of AWS has a `%`. */
export const tagsIn = (setting: readonly string[]): Tags =>
  Object.fromEntries(
    setting.slice(0, KEPT).map((text) => {
      const [key = '', ...value] = text.split('=');
      return [key.replaceAll('%3D', '='), value.join('=')];
    }),
  );
