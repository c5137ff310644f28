import type { Permission } from '../../handler/permission';
import type { RestoreResources } from '../resources';

type Resources = Pick<RestoreResources, 'drillApplication'>;

export const drillApplicationEnvironment = ({ drillApplication }: Resources) => ({
  DRILL_APPLICATION: drillApplication?.functionArn,
});

export const invokesDrillApplication = ({ drillApplication }: Resources, reason: string): Permission[] =>
  drillApplication ? [{ reason, actions: ['lambda:InvokeFunction'], resources: [drillApplication.functionArn] }] : [];
