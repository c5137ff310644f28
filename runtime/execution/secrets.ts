import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A secret's text and the version it was read from, which undoes a rewrite. */
export interface SecretVersion {
  readonly text: string;
  readonly versionId: string;
}

/** What keeps a secret from being rewritten. */
export interface SecretState {
  /** The service that manages it, as `rds`, and alone may write it. */
  readonly owningService?: string;
  /** The version that a rotation has made and not yet made the current one. */
  readonly pendingVersionId?: string;
}

/** Secrets by ARN. Their text stays inside the handler: it is never logged, never put into the state. */
export class Secrets {
  constructor(private readonly client: SecretsManagerClient) {}

  async read(arn: string): Promise<SecretVersion> {
    const { SecretString, VersionId } = await this.client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString === undefined) {
      throw new Error(`The secret \`${arn}\` holds no text; it must be a string secret: write it again as text.`);
    }
    return { text: SecretString, versionId: VersionId ?? '' };
  }

  async describe(arn: string): Promise<SecretState> {
    const found = await this.client.send(new DescribeSecretCommand({ SecretId: arn }));
    const [pendingVersionId] =
      Object.entries(found.VersionIdsToStages ?? {}).find(
        // A rotation that has ended may leave its label on what is the current version now.
        ([, stages]) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'),
      ) ?? [];
    return { owningService: found.OwningService, pendingVersionId };
  }

  /** Writes a new current version; the one before it stays as `AWSPREVIOUS`. Returns the new version's id. */
  async write(arn: string, text: string): Promise<string> {
    const { VersionId } = await this.client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }));
    return VersionId ?? '';
  }
}
