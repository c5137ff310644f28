import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXECUTION } from './machine/execution';
import { REQUESTS } from './machine/requests';
import { SCOPES } from './machine/scopes';
import { STORES } from './machine/stores';
import { Rig } from './rig/rig';
import { tryOut } from './rig/trial';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.open();
}, 240_000);
afterAll(() => rig.close());

test.each([...REQUESTS, ...SCOPES, ...STORES, ...EXECUTION])(
  '$title',
  async ({ trial, stages, error, look }) => {
    const tried = await tryOut(rig, trial);
    expect(tried.stages.flatMap(({ broken }) => broken)).toEqual([]);
    expect(tried.stages.map(({ outcome }) => outcome)).toEqual(stages);
    if (error !== undefined) expect(tried.stages[0]?.error).toMatch(error);
    look?.(tried.last);
  },
  240_000,
);
