/**
 * A prefix that ends with a slash protects a folder and nothing that merely begins like it; the whole bucket is not
 * offered, because a rewind of it would also take what others keep there.
 */
export function checkPrefix(prefix: string): string {
  if (!/^[^/].*\/$/.test(prefix)) {
    throw new Error(
      `\`prefix\` is '${prefix}'; a prefix that does not begin and does end with a slash is allowed, as 'pegasus/'.`,
    );
  }
  return prefix;
}
