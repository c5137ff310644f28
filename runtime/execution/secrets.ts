import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** A secret's text and the version it was read from, which undoes a rewrite. */
export interface SecretVersion {
  readonly text: string;
  readonly versionId: string;
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

  /** Writes a new current version; the one before it stays as `AWSPREVIOUS`. Returns the new version's id. */
  async write(arn: string, text: string): Promise<string> {
    const { VersionId } = await this.client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: text }));
    return VersionId ?? '';
  }
}
