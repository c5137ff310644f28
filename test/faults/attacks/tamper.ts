import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { DATA_LOSS } from '../../../domain/report/data-loss';
import type { Intercept } from '../../../local/aws/lambda/functions';
import { evidenceBelow } from '../rig/evidence';
import type { Rig } from '../rig/rig';
import { type Attack, changedField, DATE, type Kind } from './attacks';

const invocation = z.looseObject({
  attempt: z.number().optional(),
  plan: z.looseObject({ evidence: z.object({ prefix: z.string() }), lockKey: z.string() }),
  part: z.object({ Key: z.string() }).optional(),
});
export type Invocation = z.infer<typeof invocation>;

/** What a handler was given. */
export const invocationOf = (payload: unknown): Invocation => invocation.parse(payload);

export interface Stored {
  readonly key: string;
  readonly text: string;
  readonly metadata: Record<string, string>;
}

/** Attacks of one run, attempt by attempt: the nth answer goes with its nth attempt. */
export function attacksOf(rig: Rig, attempts: readonly (readonly Attack[])[]): Intercept[] {
  /** What an operator brings back before the next attempt. */
  const spoilt: Stored[] = [];
  return [...attempts, []].map((attacks) => {
    const left = new Set(attacks);
    const begun = { mended: false };
    return async (name, payload) => {
      const { data } = invocation.safeParse(payload);
      if (data === undefined) return undefined;
      if (!begun.mended) for (const file of spoilt.splice(0)) await put(rig, file);
      begun.mended = true;
      for (const attack of left) {
        if (!name.includes(`Handlers${attack.before}`)) continue;
        left.delete(attack);
        const before = await carryOut(rig, attack, data);
        if (attack.mend) spoilt.push(before);
      }
      return undefined;
    };
  });
}

/** @returns what was there */
export async function carryOut(rig: Rig, attack: Attack, invocation: Invocation): Promise<Stored> {
  return await spoil(rig, keyOf(attack, invocation), attack.kind, attack);
}

/** @returns what was there */
export async function spoil(
  rig: Rig,
  key: string,
  kind: Kind,
  { from, to = '' }: Pick<Attack, 'from' | 'to'> = {},
): Promise<Stored> {
  const stored = await find(rig, key);
  const { stage, installation } = rig.production;
  switch (kind) {
    case 'removed':
      await stage.s3.send(new DeleteObjectCommand({ Bucket: installation.evidenceBucket, Key: stored.key }));
      break;
    case 'garbage':
      await put(rig, { ...stored, text: 'garbage\n' });
      break;
    case "another run's":
      await put(rig, { ...stored, metadata: { 'pegasus-execution': 'another' } });
      break;
    case 'future':
      await put(
        rig,
        changed(stored, (text) => text.replace(DATE, '"2099-')),
      );
      break;
    case 'one field changed':
      await put(
        rig,
        changed(stored, (text) => (from ? text.replace(from, to) : (changedField(text) ?? text))),
      );
      break;
    case 'added':
      await put(rig, { ...stored, key: stored.key.replace(/part-\d+/, 'part-800000') });
      break;
  }
  return stored;
}

function keyOf({ file }: Attack, { plan, part, attempt = 0 }: Invocation): string {
  if (file === 'PART') return part?.Key ?? '';
  if (file === 'LOCK') return plan.lockKey;
  const { prefix } = plan.evidence;
  return file
    .replace('ATTEMPT/', `${prefix}attempt-${attempt}/`)
    .replace('RUN/', prefix)
    .replace('LOST/', prefix.replace(/^runs\//, DATA_LOSS));
}

async function find(rig: Rig, beginning: string): Promise<Stored> {
  const [key] = (await evidenceBelow(rig, beginning)).keys();
  if (key === undefined) throw new Error(`There is no ${beginning} to be attacked.`);
  const { stage, installation } = rig.production;
  const { Body, Metadata = {} } = await stage.s3.send(
    new GetObjectCommand({ Bucket: installation.evidenceBucket, Key: key }),
  );
  return { key, text: (await Body?.transformToString()) ?? '', metadata: Metadata };
}

function changed(stored: Stored, change: (text: string) => string): Stored {
  const text = change(stored.text);
  if (text === stored.text) throw new Error(`Nothing was changed in ${stored.key}: ${text.slice(0, 300)}`);
  return { ...stored, text };
}

export async function put(
  { production: { stage, installation } }: Rig,
  { key, text, metadata }: Stored,
): Promise<void> {
  const object = { Bucket: installation.evidenceBucket, Key: key, Body: text, Metadata: metadata };
  await stage.s3.send(new PutObjectCommand(object));
}
