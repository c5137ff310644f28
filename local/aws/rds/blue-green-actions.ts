import { type Action, action, page } from './action';
import { List } from './answer';
import { pageOf } from './paging';

/** As RDS tells of it; source and target are ARNs. */
export interface BlueGreen {
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly status: string;
}

export const blueGreenActions = (deployments: readonly BlueGreen[]): Record<string, Action> => ({
  DescribeBlueGreenDeployments: action({ ...page }, (asked) => {
    const { items, Marker } = pageOf([...deployments], ({ name }) => name, asked);
    return {
      Marker,
      BlueGreenDeployments: new List(
        'member',
        items.map(({ name, source, target, status }) => ({
          BlueGreenDeploymentIdentifier: `bgd-${name}`,
          BlueGreenDeploymentName: name,
          Source: source,
          Target: target,
          Status: status,
        })),
      ),
    };
  }),
});
