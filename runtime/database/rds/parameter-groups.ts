import {
  CreateDBClusterParameterGroupCommand,
  CreateDBParameterGroupCommand,
  DeleteDBClusterParameterGroupCommand,
  DeleteDBParameterGroupCommand,
  ModifyDBClusterParameterGroupCommand,
  ModifyDBParameterGroupCommand,
  type Parameter,
  paginateDescribeDBClusterParameterGroups,
  paginateDescribeDBClusterParameters,
  paginateDescribeDBParameterGroups,
  paginateDescribeDBParameters,
  type RDSClient,
  type Tag,
} from '@aws-sdk/client-rds';
import type { ParameterGroupValues } from '../../../domain/database/manifest';
import { inCalls, type ParameterGroupOf, remadePrefix } from '../../../domain/database/parameter-groups';
import { attempt, isNamed, tagList } from './rds-responses';

/** A group to be made. */
export interface ParameterGroupOrder extends ParameterGroupValues {
  /** `postgres17` */
  readonly family: string;
  readonly tags: Readonly<Record<string, string>>;
}

type Described = { readonly DBParameterGroupFamily: string; readonly Description: string; readonly Tags: Tag[] };

/** What RDS calls differently for the groups of instances and those of clusters. */
interface Calls {
  create(name: string, described: Described): Promise<unknown>;
  modify(name: string, Parameters: Parameter[]): Promise<unknown>;
  delete(name: string): Promise<unknown>;
  /** Values that are not the engine's. */
  parameters(name: string): AsyncIterable<{ readonly Parameters?: Parameter[] }>;
  names(): Promise<string[]>;
}

const instanceCalls = (client: RDSClient): Calls => ({
  create: (DBParameterGroupName, described) =>
    client.send(new CreateDBParameterGroupCommand({ DBParameterGroupName, ...described })),
  modify: (DBParameterGroupName, Parameters) =>
    client.send(new ModifyDBParameterGroupCommand({ DBParameterGroupName, Parameters })),
  delete: (DBParameterGroupName) => client.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName })),
  parameters: (DBParameterGroupName) =>
    paginateDescribeDBParameters({ client }, { DBParameterGroupName, Source: 'user' }),
  names: async () => {
    const names: string[] = [];
    for await (const { DBParameterGroups = [] } of paginateDescribeDBParameterGroups({ client }, {})) {
      names.push(...DBParameterGroups.map(({ DBParameterGroupName = '' }) => DBParameterGroupName));
    }
    return names;
  },
});

const clusterCalls = (client: RDSClient): Calls => ({
  create: (DBClusterParameterGroupName, described) =>
    client.send(new CreateDBClusterParameterGroupCommand({ DBClusterParameterGroupName, ...described })),
  modify: (DBClusterParameterGroupName, Parameters) =>
    client.send(new ModifyDBClusterParameterGroupCommand({ DBClusterParameterGroupName, Parameters })),
  delete: (DBClusterParameterGroupName) =>
    client.send(new DeleteDBClusterParameterGroupCommand({ DBClusterParameterGroupName })),
  parameters: (DBClusterParameterGroupName) =>
    paginateDescribeDBClusterParameters({ client }, { DBClusterParameterGroupName, Source: 'user' }),
  names: async () => {
    const names: string[] = [];
    for await (const { DBClusterParameterGroups = [] } of paginateDescribeDBClusterParameterGroups({ client }, {})) {
      names.push(
        ...DBClusterParameterGroups.map(({ DBClusterParameterGroupName = '' }) => DBClusterParameterGroupName),
      );
    }
    return names;
  },
});

/** Parameter groups of RDS, of instances and of clusters alike. */
export class ParameterGroups {
  private readonly calls: Readonly<Record<ParameterGroupOf, Calls>>;

  constructor(client: RDSClient) {
    this.calls = { instance: instanceCalls(client), cluster: clusterCalls(client) };
  }

  /** Its values that are not the engine's. @returns undefined when there is no such group */
  async find(of: ParameterGroupOf, name: string): Promise<ParameterGroupValues | undefined> {
    return await attempt(`describe the parameter group ${name}`, async () => {
      try {
        return await this.read(of, name);
      } catch (error) {
        if (isNamed(error, /^DBParameterGroupNotFound/)) return undefined;
        throw error;
      }
    });
  }

  /** The groups of these names, each once; default groups are left out. */
  async ownOf(of: ParameterGroupOf, names: readonly (string | null)[]): Promise<ParameterGroupValues[]> {
    const own = [...new Set(names)].filter((name) => name !== null && !name.startsWith('default.'));
    return await Promise.all(
      own.map((name) => attempt(`describe the parameter group ${name}`, () => this.read(of, String(name)))),
    );
  }

  /** A second try goes on where the first one ended; a group of that name that is not ours, the role cannot modify. */
  async make({ of, name, values, family, tags }: ParameterGroupOrder): Promise<void> {
    await attempt(`make the parameter group ${name}`, async () => {
      const described = {
        DBParameterGroupFamily: family,
        Description: 'made again for a restore',
        Tags: tagList(tags),
      };
      try {
        await this.calls[of].create(name, described);
      } catch (error) {
        if (!isNamed(error, /^DBParameterGroupAlreadyExists/)) throw error;
      }
      const { values: there } = await this.read(of, name);
      const left = Object.entries(values).filter(([parameter, value]) => there[parameter] !== value);
      for (const call of inCalls(left.map(waiting))) await this.calls[of].modify(name, call);
    });
  }

  /** Removes what was made for these databases and is in use no more. @returns what is still there, in words */
  async removeUnused(databases: readonly string[]): Promise<readonly string[]> {
    return await attempt('remove the parameter groups of the run', async () => {
      const left: string[] = [];
      for (const calls of Object.values(this.calls)) {
        const made = (await calls.names()).filter((name) => databases.some((db) => name.startsWith(remadePrefix(db))));
        for (const name of made) {
          if (!(await removed(() => calls.delete(name)))) left.push(`parameter group ${name} (in use)`);
        }
      }
      return left;
    });
  }

  private async read(of: ParameterGroupOf, name: string): Promise<ParameterGroupValues> {
    const values: Record<string, string> = {};
    for await (const { Parameters = [] } of this.calls[of].parameters(name)) {
      for (const { ParameterName, ParameterValue } of Parameters) {
        if (ParameterName !== undefined && ParameterValue !== undefined) values[ParameterName] = ParameterValue;
      }
    }
    return { of, name, values };
  }
}

/** A static parameter has to wait for a reboot and a dynamic one may: the database is made after its group. */
const waiting = ([ParameterName, ParameterValue]: readonly [string, string]) => ({
  ParameterName,
  ParameterValue,
  ApplyMethod: 'pending-reboot' as const,
});

/** @returns false while a database uses it */
async function removed(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (isNamed(error, /^DBParameterGroupNotFound/)) return true;
    if (isNamed(error, /^InvalidDBParameterGroupState/)) return false;
    throw error;
  }
}
