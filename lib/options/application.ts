import { Duration, Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { applicationUrl, whyTokenStays } from '../../domain/arguments/url';
import { wholeDuration } from './whole-duration';
import { yesOrNo } from './yes-or-no';

/** One handler of 15 minutes carries out all checks, and this is one of them. */
const LONGEST_START_SECONDS = 300;

export interface HttpApplicationProps {
  /** Where the checks and the smoke job find it, as `https://pegasus.example.com`. */
  readonly baseUrl: string;

  /**
   * Secret (plain string) sent as `Authorization: Bearer …` with writes. An application that wants it for every write
   * needs it here too: a freeze is proved by a write that is let in before it and refused after it. Its `baseUrl` then
   * begins with https:// (or is on the computer itself).
   *
   * @default - writes are sent without a token
   */
  readonly writeToken?: ISecret;

  /**
   * Allow a base URL that resolves to a private (RFC 1918) or loopback address, as inside a VPC. Link-local addresses,
   * where metadata services are, are refused all the same.
   *
   * @default false
   */
  readonly allowPrivateAddresses?: boolean;

  /**
   * How long it may take to become ready on the restored database: it starts again, or opens its connections anew. Whole
   * seconds, 5 minutes at most.
   *
   * @default Duration.minutes(2)
   */
  readonly readyWithin?: Duration;

  /**
   * The newest migration that the deployed application knows, as it stands in `schema_migrations.id`. A restored
   * database with another one fails the check `migration head`.
   *
   * @default - the one of the old database; of its last manifest, when it is gone
   */
  readonly migrationHead?: string;
}

/** The application that reads the database and the bucket: asked for its health, and given a smoke job. */
export class Application {
  /** An application that speaks the HTTP contract of Pegasus. */
  static http(props: HttpApplicationProps): Application {
    const { baseUrl, allowPrivateAddresses = false, readyWithin = Duration.minutes(2) } = props;
    yesOrNo('`allowPrivateAddresses` of the application', allowPrivateAddresses);
    if (!Token.isUnresolved(baseUrl)) checkBaseUrl(baseUrl, allowPrivateAddresses);
    const why = props.writeToken === undefined ? undefined : whyTokenStays(baseUrl);
    if (why !== undefined)
      throw new Error(`\`baseUrl\` of the application is '${baseUrl}', with \`writeToken\`: ${why}.`);
    wholeDuration('`readyWithin` of the application', readyWithin, {
      unit: 'seconds',
      least: 1,
      most: LONGEST_START_SECONDS,
      why: 'one handler of 15 minutes waits for it and carries out all other checks',
    });
    return new Application(baseUrl, allowPrivateAddresses, readyWithin, props.writeToken, props.migrationHead);
  }

  private constructor(
    readonly baseUrl: string,
    readonly allowPrivateAddresses: boolean,
    readonly readyWithin: Duration,
    readonly writeToken?: ISecret,
    readonly migrationHead?: string,
  ) {}
}

function checkBaseUrl(url: string, allowPrivate: boolean): void {
  try {
    applicationUrl(url, allowPrivate);
  } catch (error) {
    throw new Error(`\`baseUrl\` of the application is '${url}'; it ${(error as Error).message}.`);
  }
}
