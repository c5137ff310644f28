import { describe, expect, test } from '@jest/globals';
import { compareDependents, type DatabaseName, type Dependent } from '../../../domain/database/dependents';

const instance = (name: string): DatabaseName => ({ dimension: 'DBInstanceIdentifier', name });
const cluster = (name: string): DatabaseName => ({ dimension: 'DBClusterIdentifier', name });
const alarm = (name: string, database = instance('pegasus')): Dependent => ({ kind: 'alarm', name, database });
const proxy = (name: string, database = instance('pegasus')): Dependent => ({ kind: 'proxy', name, database });
const restored = [instance('restored')];
const none = { recorded: [], found: [], restored, renamed: false };

test('nothing names the source, and nothing differs', () => {
  expect(compareDependents(none)).toEqual([]);
});

test('an alarm watches the old database until its stack is changed', () => {
  expect(compareDependents({ ...none, found: [alarm('cpu')] })).toEqual([
    {
      kind: 'alarm',
      name: 'cpu',
      field: 'DBInstanceIdentifier',
      wanted: 'restored',
      found: 'pegasus',
      action: 'change it in the stack that made it',
    },
  ]);
});

describe('a proxy leads to the old database', () => {
  const actionOf = (dependent: Dependent, to = restored) =>
    compareDependents({ ...none, restored: to, found: [dependent] })[0]?.action;

  test('until somebody types what gives it another target', () => {
    expect(actionOf(proxy('door'))).toBe(
      'aws rds deregister-db-proxy-targets --db-proxy-name door --db-instance-identifiers pegasus && ' +
        'aws rds register-db-proxy-targets --db-proxy-name door --db-instance-identifiers restored',
    );
  });

  test('which of a cluster is the cluster', () => {
    expect(actionOf(proxy('door', cluster('pegasus')), [cluster('restored'), instance('restored-1')])).toBe(
      'aws rds deregister-db-proxy-targets --db-proxy-name door --db-cluster-identifiers pegasus && ' +
        'aws rds register-db-proxy-targets --db-proxy-name door --db-cluster-identifiers restored',
    );
  });
});

test('an alarm on an instance of a cluster must watch one of the restored instances', () => {
  const found = [alarm('cpu', instance('pegasus-writer')), alarm('volume', cluster('pegasus'))];
  const names = [cluster('restored'), instance('restored-1'), instance('restored-2')];
  expect(compareDependents({ ...none, found, restored: names })).toMatchObject([
    { name: 'cpu', wanted: 'restored-1 or restored-2', found: 'pegasus-writer' },
    { name: 'volume', wanted: 'restored', found: 'pegasus' },
  ]);
});

test('what the manifest knows and AWS no longer does is gone, and is said once', () => {
  const recorded = [alarm('cpu'), proxy('door')];
  expect(compareDependents({ ...none, recorded, found: [proxy('door')] })).toMatchObject([
    { kind: 'proxy', name: 'door', found: 'pegasus' },
    { kind: 'alarm', name: 'cpu', found: null, wanted: 'restored', action: 'recreate it: it is gone' },
  ]);
});

test('after a rename swap alarms watch the restored database; of proxies nobody knows', () => {
  expect(compareDependents({ ...none, found: [alarm('cpu'), proxy('door')], renamed: true })).toMatchObject([
    { kind: 'proxy', action: 'check in RDS that its target has followed the name' },
  ]);
});
