/** The package ships no types for what it exports. */
declare module 'pgpass' {
  function pgpass(
    login: { readonly host: string; readonly port: number; readonly database: string; readonly user: string },
    found: (password: string | undefined) => void,
  ): void;
  export = pgpass;
}
