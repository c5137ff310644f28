import { oldArns, onRestored, rdsArn, restoredArns } from '../database/rds-permissions';
import type { CutOverDefinition } from './cut-over-definition';

export const renameSwapCutOver = (): CutOverDefinition => ({
  spec: { kind: 'rename-swap' },
  reads: () => [],
  cutsOver: (definition) => {
    if (definition.kind !== 'instance') {
      throw new Error(
        `\`cutOver\` is CutOver.renameSwap(), and the database is of the kind \`${definition.kind}\`; only an RDS instance can be renamed so. Use CutOver.secret() or CutOver.parameter().`,
      );
    }
    return [
      ...definition.permissions.describes,
      {
        reason: 'gives the restored database the name of its source',
        actions: ['rds:ModifyDBInstance'],
        resources: restoredArns(definition, 'db'),
        conditions: onRestored(definition),
      },
      {
        reason: 'makes the old database step aside, under a name derived from the run; it is kept',
        actions: ['rds:ModifyDBInstance'],
        resources: [rdsArn(definition, 'db', definition.identifier), ...oldArns(definition)],
      },
    ];
  },
  call: (definition) => ({
    action: 'rds:ModifyDBInstance',
    resource: rdsArn(definition, 'db', definition.identifier),
  }),
});
