import { ArnFormat, type IResolvable, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { CANDIDATE_TAG } from '../../domain/workflow/candidates';
import { oldNames, restoredNames } from '../../domain/workflow/run-names';
import type { RestoreMode } from '../../domain/workflow/workflow';
import type { Permission } from '../handler/permission';

/** On every database that a restore makes. */
export const SOURCE_TAG = 'pegasus-backup:source';

/** A database of RDS: where it stands, and what it is called. */
export interface RdsSource {
  readonly construct: IConstruct;
  readonly identifier: string;
  /** ARN of the customer-managed key of its storage, where it is known. */
  readonly storageKeyArn?: string;
  /** ARNs of the customer-managed keys of Performance Insights, where they are known. */
  readonly insightsKeyArns?: readonly string[];
  /** ARNs of the roles that RDS assumes for its features; undefined where this app does not know them. */
  readonly featureRoleArns?: readonly string[];
  /** The same of enhanced monitoring. */
  readonly monitoringRoleArns?: readonly string[];
}

/** For a message: what another resource is called, its template need not know. */
export const said = (text: string | undefined): string | undefined =>
  Token.isUnresolved(text) ? 'another database' : text;

export const rdsArn = ({ construct }: RdsSource, resource: string, resourceName: string): string =>
  Stack.of(construct).formatArn({
    service: 'rds',
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const rdsArns = (source: RdsSource, ...resources: readonly string[]): string[] =>
  resources.map((resource) => rdsArn(source, resource, '*'));

const known = ({ identifier }: RdsSource) => (Token.isUnresolved(identifier) ? undefined : identifier);

/** What a restore of this source makes has a name of this form, whatever the run. */
export const restoredArns = (source: RdsSource, ...resources: readonly string[]): string[] =>
  resources.map((resource) => rdsArn(source, resource, restoredNames(known(source)).own));

/** What belongs to it: the instances of a cluster, parameter groups. */
export const partArns = (source: RdsSource, ...resources: readonly string[]): string[] =>
  resources.map((resource) => rdsArn(source, resource, restoredNames(known(source)).parts));

/** A source that has stepped aside. */
export const oldArns = (source: RdsSource): string[] => [rdsArn(source, 'db', oldNames(known(source)))];

/** One of those, for the question whether a restore may. */
export const exampleArn = (source: RdsSource, resource: string): string =>
  rdsArn(source, resource, restoredNames(known(source)).own.replaceAll('?', '0').replace('*', 'readiness'));

/** @param resource `db`, `cluster` */
export const sparesSource = (source: RdsSource, resource: string): Permission => ({
  reason: 'the source is read and restored from, whatever tags it comes to bear',
  effect: 'deny',
  actions: [
    'rds:AddTagsToResource',
    'rds:RemoveTagsFromResource',
    'rds:AddRole*',
    'rds:RemoveRole*',
    'rds:Delete*',
    'rds:Modify*',
    'rds:Reboot*',
    'rds:Stop*',
  ],
  resources: [rdsArn(source, resource, source.identifier)],
});

/** Only what a restore made of this source, in use or not: IAM compares the tag. */
export const onRestored = ({ identifier }: RdsSource) => ({
  StringEquals: { [`aws:ResourceTag/${SOURCE_TAG}`]: identifier },
});

/** Of these what is not cut over to: what is production has no such tag any more. */
export const onCandidates = (source: RdsSource, ...modes: readonly RestoreMode[]) => ({
  StringEquals: {
    ...onRestored(source).StringEquals,
    [`aws:ResourceTag/${CANDIDATE_TAG}`]: modes.length === 0 ? (['incident', 'drill'] as const) : modes,
  },
});

/** @param resources ARNs */
export const releases = (source: RdsSource, ...resources: readonly string[]): Permission => ({
  reason:
    'a cut-over takes away the tag without which no role may change or delete what was restored; and no other tag',
  actions: ['rds:RemoveTagsFromResource'],
  resources,
  conditions: { ...onRestored(source), 'ForAllValues:StringEquals': { 'aws:TagKeys': [CANDIDATE_TAG] } },
});

/** Only what is tagged as made of this source in the same call. */
export const asCandidate = ({ identifier }: RdsSource) => ({
  StringEquals: { [`aws:RequestTag/${SOURCE_TAG}`]: identifier },
});

const tagging = (
  source: RdsSource,
  resources: readonly string[],
  keys: Readonly<Record<string, object>>,
): Permission => ({
  reason: 'what a restore makes is tagged as it is made; what has our tag already, in use perhaps, is not tagged again',
  actions: ['rds:AddTagsToResource'],
  resources,
  conditions: { ...asCandidate(source), Null: { [`aws:ResourceTag/${SOURCE_TAG}`]: 'true' }, ...keys },
});

/** With our tags only. @param resources ARNs */
export const tagsNew = (source: RdsSource, ...resources: readonly string[]): Permission =>
  tagging(source, resources, { 'ForAllValues:StringLike': { 'aws:TagKeys': ['pegasus-backup:*'] } });

/** With those of its source, too, whatever they are, but for what marks a restore test. @param resources ARNs */
export const tagsLikeSource = (source: RdsSource, ...resources: readonly string[]): Permission =>
  tagging(source, resources, { 'ForAllValues:StringNotLike': { 'aws:TagKeys': ['aws:*', 'awsbackup-*'] } });

/** Nothing at all where the source is known to have none. */
export const passesMonitoringRole = ({ monitoringRoleArns = ['*'] }: RdsSource): Permission[] =>
  monitoringRoleArns.length === 0
    ? []
    : [
        {
          reason:
            'the candidate gets the role of enhanced monitoring of its source; that of an imported source only RDS knows',
          actions: ['iam:PassRole'],
          resources: monitoringRoleArns,
          conditions: { StringEquals: { 'iam:PassedToService': 'monitoring.rds.amazonaws.com' } },
        },
      ];

/** Of a resource of this app. @returns undefined where there is none, or not all of its roles are known to it */
export function roleArnsOf(
  resource:
    | { readonly associatedRoles?: readonly ({ readonly roleArn: string } | IResolvable)[] | IResolvable }
    | undefined,
): string[] | undefined {
  const roles = resource?.associatedRoles ?? [];
  if (resource === undefined || !Array.isArray(roles)) return undefined;
  const arns = roles.flatMap((role) => ('roleArn' in role && !Token.isUnresolved(role) ? [role.roleArn] : []));
  return arns.length === roles.length ? arns : undefined;
}

/** Nothing at all where the source is known to have no such role. */
export function addsFeatureRoles(source: RdsSource, resource: 'db' | 'cluster', action: string): Permission[] {
  const { featureRoleArns = ['*'] } = source;
  if (featureRoleArns.length === 0) return [];
  return [
    {
      reason: 'the roles of features as `s3Import` are not part of a restore: the candidate gets those of its source',
      actions: [action],
      resources: restoredArns(source, resource),
      conditions: onCandidates(source),
    },
    {
      reason: 'the roles of its features are handed to RDS; those of an imported source only RDS knows',
      actions: ['iam:PassRole'],
      resources: featureRoleArns,
      conditions: { StringEquals: { 'iam:PassedToService': 'rds.amazonaws.com' } },
    },
  ];
}

export const looksForZones = (source: RdsSource): Permission => ({
  reason: 'where RDS has no room, the other zones of the subnet group are asked for, which the database itself names',
  actions: ['rds:DescribeDBSubnetGroups'],
  resources: rdsArns(source, 'subgrp'),
});

export const looksAtSubnetGroup = (source: RdsSource): Permission => ({
  reason: 'looks at the subnet group, which is named by the database itself',
  actions: ['rds:DescribeDBSubnetGroups'],
  resources: rdsArns(source, 'subgrp'),
});

/** Neither has an action that asks for one database only. */
export const findsDependents = (source: RdsSource): Permission[] => [
  {
    reason: 'lists the proxies that lead to the database, whatever their names, for the report',
    actions: ['rds:DescribeDBProxies', 'rds:DescribeDBProxyTargets'],
    resources: rdsArns(source, 'db-proxy', 'target-group'),
  },
  {
    reason: 'lists the alarms that watch the database, whatever their names, for the report',
    actions: ['cloudwatch:DescribeAlarms'],
    resources: [
      Stack.of(source.construct).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  },
];

export const findsBlueGreen = (source: RdsSource): Permission[] => [
  {
    reason: 'lists the blue/green deployments that the database is part of, whatever their names, for the plan',
    actions: ['rds:DescribeBlueGreenDeployments'],
    resources: rdsArns(source, 'deployment'),
  },
];

/** Of clusters and of instances; a cluster has both. */
const GROUPS = ['pg', 'cluster-pg'] as const;

export const remakesParameterGroups = (source: RdsSource): Permission[] => [
  {
    reason: 'learns which parameter groups of a source that is gone are gone, too, whatever their names',
    actions: ['rds:DescribeDBParameters', 'rds:DescribeDBClusterParameters'],
    resources: rdsArns(source, ...GROUPS),
  },
  {
    reason: 'makes them again under the name of the candidate, with the tag of their source',
    actions: ['rds:CreateDBParameterGroup', 'rds:CreateDBClusterParameterGroup'],
    resources: partArns(source, ...GROUPS),
    conditions: asCandidate(source),
  },
  tagsNew(source, ...partArns(source, ...GROUPS)),
  {
    reason: 'gives them the values of the manifest: only those that a restore made have that tag',
    actions: ['rds:ModifyDBParameterGroup', 'rds:ModifyDBClusterParameterGroup'],
    resources: partArns(source, ...GROUPS),
    conditions: onCandidates(source),
  },
];

export const removesParameterGroups = (source: RdsSource): Permission[] => [
  {
    reason: 'looks for the parameter groups that a drill made; they are listed all or none',
    actions: ['rds:DescribeDBParameterGroups', 'rds:DescribeDBClusterParameterGroups'],
    resources: rdsArns(source, ...GROUPS),
  },
  {
    reason: 'removes them: only those that a drill made have that tag',
    actions: ['rds:DeleteDBParameterGroup', 'rds:DeleteDBClusterParameterGroup'],
    resources: partArns(source, ...GROUPS),
    conditions: onCandidates(source, 'drill'),
  },
];
