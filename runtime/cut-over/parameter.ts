import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Undo } from '../../domain/traffic/cut-over';
import type { Sent, Target, Way } from './cut-over';
import { type Pointer, parsePointer, pointed, pointsTo, prior, problemOf, UnfitPointer } from './pointer';

/** The String parameter that the application reads names the restored database: JSON, without a password. */
export class ParameterCutOver implements Way {
  constructor(
    private readonly name: string,
    private readonly client: SSMClient,
  ) {}

  async unfit(): Promise<string | undefined> {
    return await problemOf(this.what, async () => (await this.read()).pointer);
  }

  async endpoint(): Promise<Sent> {
    const { host, port, dbname: database } = (await this.read()).pointer;
    return { host, port, database };
  }

  async undoOf(to: Target): Promise<Undo | undefined> {
    const { pointer, version } = await this.read();
    if (pointsTo(pointer, to)) return undefined;
    const { name } = this;
    return {
      prior: { parameterName: name, version, ...prior(pointer) },
      undo:
        `aws ssm put-parameter --name ${name} --overwrite --value "$(aws ssm get-parameter --name ${name}:${version} ` +
        '--query Parameter.Value --output text)"',
    };
  }

  async point(to: Target) {
    const { pointer } = await this.read();
    if (!pointsTo(pointer, to)) await this.write(pointed(pointer, to));
    return { host: to.host, port: to.port };
  }

  async stay(generation: number): Promise<void> {
    const { pointer } = await this.read();
    if (pointer.generation !== generation) await this.write({ ...pointer, generation });
  }

  private get what(): string {
    return `the cut-over parameter \`${this.name}\``;
  }

  private async write(pointer: Pointer): Promise<void> {
    const Value = JSON.stringify(pointer);
    await this.client.send(new PutParameterCommand({ Name: this.name, Value, Type: 'String', Overwrite: true }));
  }

  private async read(): Promise<{ pointer: Pointer; version: number }> {
    const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.name }));
    // What is written is plain text, and a parameter keeps the type that it has.
    if (Parameter?.Type !== 'String') {
      throw new UnfitPointer(
        `${this.what} is a ${Parameter?.Type}; it must be a String: there is no password in it. Make one under another name, and name it in \`CutOver.parameter(…)\``,
      );
    }
    const pointer = parsePointer(Parameter.Value ?? '', this.what);
    return { pointer, version: Parameter?.Version ?? 0 };
  }
}
