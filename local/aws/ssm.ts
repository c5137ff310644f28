import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { answerJson } from './protocols/json';
import { operation } from './protocols/operation';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';

const ParameterType = z.enum(['String', 'StringList', 'SecureString']);
type ParameterType = z.output<typeof ParameterType>;

interface ParameterVersion {
  readonly value: string;
  readonly type: ParameterType;
  readonly modifiedAt: Date;
}

const tagged = { ResourceType: z.literal('Parameter'), ResourceId: z.string() };
const decryption = { WithDecryption: z.boolean().optional() };

/** Systems Manager Parameter Store: values and their versions, in memory. No labels, no policies. */
export class LocalParameters implements LocalService {
  readonly name = 'ssm';
  private readonly versions = new Map<string, ParameterVersion[]>();
  /** By the parameter's name. */
  private readonly tags = new Map<string, Map<string, string>>();

  put(name: string, value: string, type: ParameterType = 'String', overwrite = false): number {
    const versions = this.versions.get(name) ?? [];
    if (versions.length > 0 && !overwrite) {
      throw new ServiceError(
        'ParameterAlreadyExists',
        `The parameter ${name} already exists. Set Overwrite to change it.`,
      );
    }
    versions.push({ value, type, modifiedAt: new Date() });
    this.versions.set(name, versions);
    return versions.length;
  }

  /** The parameter as the API shows it; `name` may be an ARN and may end in `:version`. */
  get(name: string) {
    const [, path = name, selector] = /^(?:arn:aws:ssm:[^:]*:\d*:parameter)?([^:]+)(?::(\d+))?$/.exec(name) ?? [];
    const versions = this.versions.get(path) ?? this.versions.get(path.replace(/^\//, '')) ?? [];
    const version = selector === undefined ? versions.length : Number(selector);
    const found = versions[version - 1];
    if (!found) return undefined;
    return {
      ARN: parameterArn(path),
      Name: path,
      Type: found.type,
      Value: found.value,
      Version: version,
      LastModifiedDate: found.modifiedAt.getTime() / 1000,
      DataType: 'text',
    };
  }

  private readonly operations = {
    PutParameter: operation(
      z.strictObject({
        Name: z.string().min(1),
        Value: z.string().min(1),
        Type: ParameterType.optional(),
        Overwrite: z.boolean().optional(),
        Description: z.string().optional(),
      }),
      ({ Name, Value, Type, Overwrite }) => {
        const type = Type ?? this.get(Name)?.Type;
        if (!type)
          throw new ServiceError('ValidationException', 'A parameter type is required when you create a parameter.');
        return { Version: this.put(Name, Value, type, Overwrite), Tier: 'Standard' };
      },
    ),
    GetParameter: operation(z.strictObject({ Name: z.string(), ...decryption }), ({ Name }) => {
      const Parameter = this.get(Name);
      if (!Parameter) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
      return { Parameter };
    }),
    GetParameterHistory: operation(z.strictObject({ Name: z.string(), ...decryption }), ({ Name }) => {
      const versions = this.versions.get(Name);
      if (!versions) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
      return { Parameters: versions.map((_, index) => this.get(`${Name}:${index + 1}`)) };
    }),
    DeleteParameter: operation(z.strictObject({ Name: z.string() }), ({ Name }) => {
      if (!this.versions.delete(Name)) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
      this.tags.delete(Name);
      return {};
    }),
    GetParameters: operation(z.strictObject({ Names: z.array(z.string()).max(10), ...decryption }), ({ Names }) => ({
      Parameters: Names.flatMap((name) => this.get(name) ?? []),
      InvalidParameters: Names.filter((name) => !this.get(name)),
    })),
    AddTagsToResource: operation(
      z.strictObject({
        ...tagged,
        Tags: z.array(z.strictObject({ Key: z.string().max(128), Value: z.string().max(256) })),
      }),
      ({ ResourceId, Tags }) => {
        const tags = this.tagsOf(ResourceId);
        for (const { Key, Value } of Tags) tags.set(Key, Value);
        return {};
      },
    ),
    RemoveTagsFromResource: operation(
      z.strictObject({ ...tagged, TagKeys: z.array(z.string()) }),
      ({ ResourceId, TagKeys }) => {
        for (const key of TagKeys) this.tagsOf(ResourceId).delete(key);
        return {};
      },
    ),
    ListTagsForResource: operation(z.strictObject(tagged), ({ ResourceId }) => ({
      TagList: [...this.tagsOf(ResourceId)].map(([Key, Value]) => ({ Key, Value })),
    })),
  };

  private tagsOf(name: string): Map<string, string> {
    if (!this.versions.has(name)) throw new ServiceError('InvalidResourceId', `Parameter ${name} not found.`);
    const tags = this.tags.get(name) ?? new Map<string, string>();
    this.tags.set(name, tags);
    return tags;
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {}
}

export function parameterArn(name: string): string {
  return `arn:aws:ssm:${LOCAL_REGION}:${LOCAL_ACCOUNT}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}
