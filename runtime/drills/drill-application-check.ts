import { type Check, notApplicable, unknown } from '../../domain/checks/check';
import { candidateOf } from '../../domain/workflow/candidates';
import type { Workflow } from '../../domain/workflow/workflow';
import type { DrillApplication, StartedApplication } from './drill-application';

export const DRILL_APPLICATION: Check = {
  name: 'drill application',
  expected: 'the function given as `drillApplication` runs the application against the database of the drill',
};

/** In a drill only; a function that fails is an unknown check, and says why. */
export async function startDrillApplication(
  { plan, candidate, database }: Pick<Workflow, 'plan' | 'candidate' | 'database'>,
  application: Pick<DrillApplication, 'start'> | undefined,
  secretArn: string,
): Promise<StartedApplication> {
  if (application === undefined || plan.mode !== 'drill') return { checks: [] };
  const { host, port, name } = database;
  const { runId, objects } = plan;
  const targetTime = candidateOf(plan, candidate).objectTime;
  try {
    const order = { runId, database: { host, port, name, secretArn }, objects, targetTime };
    const { baseUrl, checks } = await application.start(order);
    if (baseUrl === undefined && checks.length === 0) {
      return {
        checks: [notApplicable(DRILL_APPLICATION, 'it answers with neither an address nor a check of its own')],
      };
    }
    const named = checks.map((check) => ({ ...check, name: `${DRILL_APPLICATION.name}: ${check.name}` }));
    const observed = `started${baseUrl === undefined ? '' : ` at ${baseUrl}`}, ${checks.length} checks of its own`;
    return { baseUrl, checks: [{ ...DRILL_APPLICATION, outcome: 'passed', observed }, ...named] };
  } catch (error) {
    return { checks: [unknown(DRILL_APPLICATION, error)] };
  }
}
