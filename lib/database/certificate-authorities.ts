import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Authority, readAuthorities } from '../../domain/database/authorities';

/** Who vouches for the server of a database. */
export class CertificateAuthorities {
  /**
   * Those of a file in PEM, and no others: it is read at synth, and goes with the code of the handlers. AWS publishes one
   * for each Region. Where handlers reach the database through RDS Proxy, add Amazon's own roots, which sign for that.
   *
   * @param path from the folder in which the app is synthesised
   */
  static fromFile(path: string): CertificateAuthorities {
    if (typeof path !== 'string' || path === '') {
      throw new Error(
        `\`certificateAuthorities\` is the file '${path}', which is no path. Give a file in PEM with the authorities of the database's server.`,
      );
    }
    const file = resolve(path);
    try {
      const pem = readFileSync(file, 'utf8');
      return new CertificateAuthorities({ path, pem, authorities: readAuthorities(pem, Date.now()) });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = code === undefined ? message : `cannot be read (${message})`;
      throw new Error(
        `\`certificateAuthorities\` is the file '${path}' (${file}), which ${why}. Give a file in PEM with the authorities of the database's server.`,
      );
    }
  }

  /** Those that the secret of the credentials has as `sslrootcert`, which always come first where it has them. */
  static inSecret(): CertificateAuthorities {
    return new CertificateAuthorities();
  }

  private constructor(
    /**
     * Undefined where they are in the secret.
     *
     * @internal
     */
    readonly _file?: AuthoritiesFile,
  ) {}
}

/** A file, as it was read. */
export interface AuthoritiesFile {
  readonly path: string;
  readonly pem: string;
  readonly authorities: readonly Authority[];
}
