import { expect } from '@jest/globals';
import { seconds } from '../../../domain/request/target-time';
import type { Rig } from '../rig/rig';
import type { Expected } from './expected';
import { loseFirstVersion } from './stores';

/** Everything that could be rolled forward to is from after it. */
const fromTheBeginning = ({ production }: Rig) => ({
  incidentStart: seconds(production.truth.targetTime.getTime()),
});

/** Where a run goes on, and who says so. */
export const NEXT_CANDIDATE: readonly Expected[] = [
  {
    title: 'F68 the next candidate is newer than the incident: held, and verified there once that is approved',
    trial: { request: fromTheBeginning, arrange: (rig) => loseFirstVersion(rig), action: 'next' },
    stages: ['held', 'verified'],
    error: /needs approval: from after the incident began/,
    look: ({ report }) => {
      expect(report?.database?.identifier).toMatch(/-a2$/);
      expect(report?.attempts[0]?.left?.reason).toMatch(/^"grace" decided `next`/);
    },
  },
];
