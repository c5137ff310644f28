/**
 * For every session of Postgres' own tools: functions and operators are those of Postgres, whatever the database or the
 * role has set.
 */
export const SEARCH_PATH = '-c search_path=pg_catalog,pg_temp';

/** A dump holds functions, index expressions and triggers of the application. In single quotes of a shell. */
export const SUPERUSER_REFUSED =
  'the user of the secret is a superuser, and what is in a dump would run with its rights on the server: give the secret a user with CREATEDB that is none';
