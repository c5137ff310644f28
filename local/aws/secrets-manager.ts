import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';

interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: Date;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  description?: string;
  readonly createdAt: Date;
  /** The service that manages it, as `rds`: it alone may write it. */
  readonly owningService?: string;
  readonly versions: Map<string, SecretVersion>;
  /** Staging label → version id. */
  readonly stages: Map<string, string>;
}

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const PENDING = 'AWSPENDING';
const id = z.strictObject({ SecretId: z.string().min(1) });
const token = { ClientRequestToken: z.string().optional() };

/** Secrets Manager: text secrets with versions and the two labels that writing moves. In memory, never on disk. */
export class LocalSecrets implements LocalService {
  readonly name = 'secretsmanager';
  private readonly secrets = new Map<string, Secret>();

  create(name: string, value?: string, description?: string, versionId: string = randomUUID()): Secret {
    if (this.secrets.has(name)) {
      throw new ServiceError('ResourceExistsException', `The secret ${name} already exists.`);
    }
    const suffix = randomBytes(3).toString('hex');
    const arn = `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${name}-${suffix}`;
    // Such a name has a secret that a service has made: no other can be created with it.
    const owningService = /^([a-z-]+)!/.exec(name)?.[1];
    const kept = { versions: new Map(), stages: new Map() };
    const secret: Secret = { arn, name, description, createdAt: new Date(), owningService, ...kept };
    this.secrets.set(name, secret);
    if (value !== undefined) this.write(secret, value, versionId);
    return secret;
  }

  /** The current value. */
  value(secretId: string): string {
    return this.read(this.find(secretId)).value;
  }

  put(secretId: string, value: string): void {
    this.write(this.find(secretId), value, randomUUID());
  }

  /** A rotation that has made its new version, and has not ended. @returns the id of that version */
  startRotation(secretId: string, value: string): string {
    const secret = this.find(secretId);
    const versionId = randomUUID();
    secret.versions.set(versionId, { id: versionId, value, createdAt: new Date() });
    secret.stages.set(PENDING, versionId);
    return versionId;
  }

  cancelRotation(secretId: string): void {
    this.find(secretId).stages.delete(PENDING);
  }

  /**
   * By name, by ARN, or by ARN without its random suffix; what ends as a whole ARN does is taken for one, whatever it is.
   */
  private find(secretId: string): Secret {
    const isWhole = /^arn:.*-[a-z0-9]{6}$/i.test(secretId);
    const found = [...this.secrets.values()].find(
      ({ arn, name }) => name === secretId || arn === secretId || (!isWhole && arn.slice(0, -7) === secretId),
    );
    if (!found) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return found;
  }

  private writable(secretId: string): Secret {
    const secret = this.find(secretId);
    if (secret.owningService === undefined) return secret;
    throw new ServiceError(
      'InvalidRequestException',
      `You can't modify the secret ${secret.name}: it is managed by the service ${secret.owningService}.`,
    );
  }

  private read(secret: Secret, stage = CURRENT, versionId = secret.stages.get(stage)): SecretVersion {
    const version = versionId === undefined ? undefined : secret.versions.get(versionId);
    if (!version) {
      const wanted = versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`;
      throw new ServiceError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for ${wanted}`,
      );
    }
    return version;
  }

  private write(secret: Secret, value: string, versionId: string): void {
    const existing = secret.versions.get(versionId);
    if (existing && existing.value !== value) {
      throw new ServiceError(
        'ResourceExistsException',
        `You can't modify an existing version, you can only create a new version: ${versionId}.`,
      );
    }
    if (existing) return;
    secret.versions.set(versionId, { id: versionId, value, createdAt: new Date() });
    const current = secret.stages.get(CURRENT);
    if (current) secret.stages.set(PREVIOUS, current);
    secret.stages.set(CURRENT, versionId);
  }

  private readonly operations = {
    CreateSecret: operation(
      z.strictObject({
        Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
        Description: z.string().optional(),
        SecretString: z.string().optional(),
        ...token,
      }),
      ({ Name, SecretString, Description, ClientRequestToken }) => {
        const secret = this.create(Name, SecretString, Description, ClientRequestToken);
        return { ARN: secret.arn, Name, VersionId: secret.stages.get(CURRENT) };
      },
    ),
    GetSecretValue: operation(
      id.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() }),
      ({ SecretId, VersionId, VersionStage }) => {
        const secret = this.find(SecretId);
        const version = this.read(secret, VersionStage, VersionId);
        const VersionStages = stagesOf(secret, version.id);
        if (VersionStage !== undefined && !VersionStages.includes(VersionStage)) {
          throw new ServiceError(
            'InvalidRequestException',
            'The version and the staging label are of different versions.',
          );
        }
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.id,
          SecretString: version.value,
          VersionStages,
          CreatedDate: version.createdAt.getTime() / 1000,
        };
      },
    ),
    PutSecretValue: operation(
      id.extend({ SecretString: z.string(), ...token }),
      ({ SecretId, SecretString, ClientRequestToken = randomUUID() }) => {
        const secret = this.writable(SecretId);
        this.write(secret, SecretString, ClientRequestToken);
        const VersionStages = stagesOf(secret, ClientRequestToken);
        return { ARN: secret.arn, Name: secret.name, VersionId: ClientRequestToken, VersionStages };
      },
    ),
    UpdateSecret: operation(
      id.extend({ SecretString: z.string().optional(), Description: z.string().optional(), ...token }),
      ({ SecretId, SecretString, Description, ClientRequestToken = randomUUID() }) => {
        const secret = this.writable(SecretId);
        if (Description !== undefined) secret.description = Description;
        if (SecretString === undefined) return { ARN: secret.arn, Name: secret.name };
        this.write(secret, SecretString, ClientRequestToken);
        return { ARN: secret.arn, Name: secret.name, VersionId: ClientRequestToken };
      },
    ),
    UpdateSecretVersionStage: operation(
      id.extend({
        VersionStage: z.string(),
        MoveToVersionId: z.string().optional(),
        RemoveFromVersionId: z.string().optional(),
      }),
      ({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }) => {
        const secret = this.find(SecretId);
        if (secret.stages.get(VersionStage) !== RemoveFromVersionId) {
          throw new ServiceError('InvalidParameterException', `${VersionStage} is not on ${RemoveFromVersionId}.`);
        }
        if (MoveToVersionId === undefined) secret.stages.delete(VersionStage);
        else secret.stages.set(VersionStage, this.read(secret, VersionStage, MoveToVersionId).id);
        return { ARN: secret.arn, Name: secret.name };
      },
    ),
    DescribeSecret: operation(id, ({ SecretId }) => {
      const secret = this.find(SecretId);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        OwningService: secret.owningService,
        CreatedDate: secret.createdAt.getTime() / 1000,
        VersionIdsToStages: Object.fromEntries(
          [...new Set(secret.stages.values())].map((version) => [version, stagesOf(secret, version)]),
        ),
      };
    }),
    ListSecretVersionIds: operation(id.extend({ IncludeDeprecated: z.boolean().optional() }), (input) => {
      const secret = this.find(input.SecretId);
      const Versions = [...secret.versions.values()]
        .map(({ id: VersionId, createdAt }) => ({
          VersionId,
          VersionStages: stagesOf(secret, VersionId),
          CreatedDate: createdAt.getTime() / 1000,
        }))
        .filter(({ VersionStages }) => input.IncludeDeprecated || VersionStages.length > 0);
      return { ARN: secret.arn, Name: secret.name, Versions };
    }),
  };

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}

function stagesOf(secret: Secret, versionId: string): string[] {
  return [...secret.stages].filter(([, version]) => version === versionId).map(([stage]) => stage);
}
