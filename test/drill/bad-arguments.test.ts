import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CommandLine } from './command-line';

/** Arguments, and what the one line says. */
const REFUSED: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['drill', '--fault', 'earthquake'], /`--fault earthquake` is unknown: give one of missing-object, /],
  [['drill', '--lectures', '0'], /`--lectures 0` is invalid: it must be an integer ≥ 1\./],
  [['drill', '--lectures', 'many'], /must be an integer ≥ 1\./],
  [['drill', '--to', 'yesterday'], /`yesterday` cannot be used: it is not ISO 8601/],
  [['drill', '--to', '2026-01-01T00:00:00'], /it has no zone/],
  [['drill', '--to', '2999-01-01T00:00:00Z'], /it lies in the future/],
  [['drill', '--to', '2020-01-01T00:00:00Z'], /is before the first backup/],
  [['drill', '--unknown'], /unknown option '--unknown'/],
  [['restore', '--stack', 'prod', '--reason', 'why'], /Give `--to TIME` or `--snapshot ID`/],
  [['restore', '--stack', 'prod', '--reason', 'why', '--to', 'garbage'], /it is not ISO 8601/],
  [['restore', '--stack', 'prod', '--to', '2026-01-01T00:00:00Z'], /required option '--reason <text>'/],
];

describe('arguments that cannot be used', () => {
  test.each(REFUSED)('%j: exit code 2, one line, nothing touched', async (args, says) => {
    const command = new CommandLine(args);
    const { exitCode, output, errors } = await command.ended;
    const left = command.left();
    command.remove();
    expect({ exitCode, output, left }).toEqual({ exitCode: 2, output: '', left: [] });
    expect(errors.trim().split('\n')).toEqual([expect.stringMatching(says)]);
  });
});

test('a machine without the AWS CLI is told what to install before anything is set up, with exit code 3', async () => {
  const folders = process.env.PATH!.split(delimiter).filter((folder) => !existsSync(join(folder, 'aws')));
  const bare = new CommandLine(['drill', '--database', 'self-managed'], { PATH: folders.join(delimiter) });
  const { exitCode, errors, output } = await bare.ended;
  const left = bare.left();
  bare.remove();
  expect({ exitCode, left }).toEqual({ exitCode: 3, left: [] });
  expect(errors).toMatch(/^error: .* install/);
  expect(output).not.toContain('Stage');
});

test('a scope is for an incident of its own', async () => {
  const drill = new CommandLine(['drill', '--scope', 'objects', '--isolated']);
  const { exitCode, errors } = await drill.ended;
  drill.remove();
  expect([exitCode, errors]).toEqual([
    2,
    expect.stringContaining('`--scope` cannot be combined with `--isolated` or `--fault`'),
  ]);
});
