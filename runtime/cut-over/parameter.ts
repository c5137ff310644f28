import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Undo } from '../../domain/traffic/cut-over';
import type { Sent, Target, Way } from './cut-over';
import { type Pointer, parsePointer, pointed, pointsTo, prior } from './pointer';

/** The String parameter that the application reads names the restored database: JSON, without a password. */
export class ParameterCutOver implements Way {
  constructor(
    private readonly name: string,
    private readonly client: SSMClient,
  ) {}

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

  private async write(pointer: Pointer): Promise<void> {
    const Value = JSON.stringify(pointer);
    await this.client.send(new PutParameterCommand({ Name: this.name, Value, Type: 'String', Overwrite: true }));
  }

  private async read(): Promise<{ pointer: Pointer; version: number }> {
    const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.name }));
    const pointer = parsePointer(Parameter?.Value ?? '', `The cut-over parameter \`${this.name}\``);
    return { pointer, version: Parameter?.Version ?? 0 };
  }
}
