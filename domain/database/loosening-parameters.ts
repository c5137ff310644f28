type IsLoose = (value: string) => boolean;

const isOff: IsLoose = (value) => ['0', 'off', 'false', 'no'].includes(value.toLowerCase());
const isGiven: IsLoose = (value) => value.trim() !== '';

/** Parameters by which a database would be less protected than the engine makes it, and with which values. */
const LOOSE: Readonly<Record<string, IsLoose>> = {
  'rds.force_ssl': isOff,
  row_security: isOff,
  password_encryption: (value) => value.toLowerCase() !== 'scram-sha-256',
  ssl_min_protocol_version: (value) => !['TLSv1.2', 'TLSv1.3'].includes(value),
  session_replication_role: (value) => value.toLowerCase() !== 'origin',
  session_preload_libraries: isGiven,
  local_preload_libraries: isGiven,
};

type Values = Readonly<Record<string, string>>;

/**
 * Of a source that is gone only a file says what its parameters were, and it may be forged: what protects is as the engine
 * has it until a person says otherwise.
 */
export function withoutLoosening(values: Values): { readonly kept: Values; readonly leftOut: readonly string[] } {
  const isLoose = ([name, value]: [string, string]): boolean => LOOSE[name.toLowerCase()]?.(value) === true;
  const all = Object.entries(values);
  return {
    kept: Object.fromEntries(all.filter((one) => !isLoose(one))),
    leftOut: all.filter(isLoose).map(([name, value]) => `${name} = ${value}`),
  };
}
