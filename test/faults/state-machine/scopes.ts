import { expect } from '@jest/globals';
import { differences } from '../rig/look';
import type { Expected } from './expected';

/** One store goes back, and the other does not fit it: nothing was written, and somebody decides. */
export const SCOPES: readonly Expected[] = [
  {
    title: 'F59 only the objects go back, and rows of the live database refer to what was not there then',
    trial: { request: { scope: 'objects' }, action: 'abort' },
    stages: ['held', 'failed'],
    error: /DanglingReferences/,
    look: ({ before, now, rig, evidence }) => {
      expect(differences(before, now, rig.production.stage.bucket)).toEqual(['traffic open → frozen']);
      expect([...evidence.keys()].filter((name) => name.includes('/results/'))).toEqual([]);
    },
  },
  {
    title: 'F59 only the database goes back, and its rows refer to what is there no longer',
    trial: { request: { scope: 'database' }, action: 'abort' },
    stages: ['held', 'failed'],
    error: /DanglingReferences/,
    look: ({ before, now, report }) => {
      expect(now.objects).toEqual(before.objects);
      expect(now.secret).toBe(before.secret);
      expect(report?.scope).toBe('database');
    },
  },
  {
    title: 'F07 a scope in a drill',
    trial: { request: { scope: 'objects', mode: 'drill' } },
    stages: ['refused'],
    error: 'InvalidRequest',
  },
];
