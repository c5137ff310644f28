import type { Client } from 'pg';
import type { SelfManagedSettings } from '../../../domain/database/self-managed';

type Tags = Readonly<Record<string, string>>;

/** A database of the server, without what only it knows itself. */
export interface CataloguedDatabase {
  /** System identifier of the server and oid of the database: neither is given twice. */
  readonly resourceId: string;
  readonly tags: Tags;
  readonly settings: Omit<SelfManagedSettings, 'extensions'>;
}

interface Row {
  readonly id: string;
  readonly comment: string | null;
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  readonly provider: string | null;
  readonly locale: string | null;
  readonly connectionlimit: number;
  readonly configuration: string[] | null;
}

/** `datlocprovider` is there since 15; the locale has had two names since. */
const DATABASE = `
  select (select system_identifier from pg_control_system()) || '-' || d.oid as id,
    shobj_description(d.oid, 'pg_database') as comment,
    pg_encoding_to_char(d.encoding) as encoding, d.datcollate as collate, d.datctype as ctype,
    to_jsonb(d) ->> 'datlocprovider' as provider,
    coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') as locale,
    d.datconnlimit as connectionlimit,
    (select s.setconfig from pg_db_role_setting s where s.setdatabase = d.oid and s.setrole = 0) as configuration
  from pg_database d where d.datname = $1`;

const PROVIDERS: Readonly<Record<string, string>> = { c: 'libc', i: 'icu', b: 'builtin' };

/** The databases of one server: found, made, described by their comments, dropped. */
export class ServerCatalogue {
  constructor(private readonly client: Pick<Client, 'query' | 'escapeIdentifier' | 'escapeLiteral'>) {}

  async find(name: string): Promise<CataloguedDatabase | undefined> {
    const { rows } = await this.client.query<Row>(DATABASE, [name]);
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      resourceId: row.id,
      tags: tagsIn(row.comment),
      settings: {
        encoding: row.encoding,
        collate: row.collate,
        ctype: row.ctype,
        localeProvider: PROVIDERS[row.provider ?? 'c'] ?? 'libc',
        locale: row.locale,
        configuration: [...(row.configuration ?? [])].sort(),
        connectionLimit: row.connectionlimit,
      },
    };
  }

  /** Empty, with the encoding and the collation of its source. @returns false when there is one of that name */
  async create(name: string, like: Omit<SelfManagedSettings, 'extensions'>): Promise<boolean> {
    const literal = (value: string) => this.client.escapeLiteral(value);
    const locale =
      like.locale === null || like.localeProvider === 'libc'
        ? ''
        : ` locale_provider ${like.localeProvider} ${like.localeProvider}_locale ${literal(like.locale)}`;
    try {
      await this.client.query(
        `create database ${this.identifier(name)} template template0 encoding ${literal(like.encoding)} ` +
          `lc_collate ${literal(like.collate)} lc_ctype ${literal(like.ctype)}${locale}`,
      );
      return true;
    } catch (error) {
      if (codeOf(error) === '42P04') return false;
      throw error;
    }
  }

  /** A comment is what a database has for tags. */
  async tag(name: string, tags: Tags): Promise<void> {
    const comment = this.client.escapeLiteral(commentOf(tags));
    await this.client.query(`comment on database ${this.identifier(name)} is ${comment}`);
  }

  async configure(name: string, configuration: readonly string[]): Promise<void> {
    for (const setting of configuration) {
      const [parameter = '', ...value] = setting.split('=');
      await this.client.query(
        `alter database ${this.identifier(name)} set ${this.identifier(parameter)} to ${this.client.escapeLiteral(value.join('='))}`,
      );
    }
  }

  async limitConnections(name: string, limit: number): Promise<void> {
    await this.client.query(`alter database ${this.identifier(name)} connection limit ${Math.trunc(limit)}`);
  }

  /** Names of databases. */
  async taggedWith(tag: string, value: string): Promise<string[]> {
    const { rows } = await this.client.query<{ name: string; comment: string | null }>(
      `select datname::text as name, shobj_description(oid, 'pg_database') as comment from pg_database order by 1`,
    );
    return rows.filter(({ comment }) => tagsIn(comment)[tag] === value).map(({ name }) => name);
  }

  /** With the sessions in it; Postgres itself refuses for the database that this session is in. */
  async drop(name: string): Promise<void> {
    await this.client.query(`drop database if exists ${this.identifier(name)} with (force)`);
  }

  private identifier(name: string): string {
    return this.client.escapeIdentifier(name);
  }
}

export const commentOf = (tags: Tags): string => JSON.stringify(tags);

/** A comment that was written by hand is no tag. */
function tagsIn(comment: string | null): Tags {
  try {
    const value: unknown = JSON.parse(comment ?? '');
    const entries = Object.entries(Object(value)).filter(([, text]) => typeof text === 'string');
    return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
  } catch {
    return {};
  }
}

export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
