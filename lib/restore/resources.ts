import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { CutOver } from '../cut-over/cut-over';
import type { ProtectedDatabase } from '../database/protected-database';
import type { HandlerNetwork } from '../handler/handler';
import type { Application } from '../options/application';
import type { Erasures } from '../options/erasures';
import type { Hold } from '../options/hold';
import type { LongTransactions } from '../options/long-transactions';
import type { ObjectReference } from '../options/object-reference';
import type { Objectives } from '../options/objectives';
import type { ReadBack } from '../options/read-back';
import type { RestoreHook } from '../options/restore-hook';
import type { Retention } from '../options/retention';
import type { Traffic } from '../traffic/traffic';

/** What the handlers work with; each takes a `Pick<>` of it. */
export interface RestoreResources {
  /** Value of the metrics' dimension: the path of the construct. */
  readonly pair: string;
  readonly database: ProtectedDatabase;
  /** The protected bucket. */
  readonly bucket: IBucket;
  /** With its trailing slash. */
  readonly prefix: string;
  /** No object, and no row that refers to one, is no failure. */
  readonly allowEmpty: boolean;
  readonly references: readonly ObjectReference[];
  readonly retention: Retention;
  readonly application: Application;
  readonly traffic: Traffic;
  readonly longTransactions: LongTransactions;
  readonly cutOver: CutOver;
  readonly evidence: IBucket;
  /** How long the rows and keys of a data-loss ledger are kept. */
  readonly keepLostRows: Duration;
  /** Of plans and reports. @default - they are not signed */
  readonly signingKey?: IKey;
  readonly notifications: ITopic;
  readonly approvalRequired: boolean;
  readonly maxDrillsPerDay: number;
  /** Started to approve a restore, or to decide how it goes on. */
  readonly decisionStateMachine: IStateMachine;
  readonly hold: Hold;
  readonly objectives: Objectives;
  /** Ids that every sequence jumps over. */
  readonly raiseSequencesBy: number;
  readonly continueSequences: boolean;
  /** @default - none are done again */
  readonly erasures?: Erasures;
  /** In the order in which they run. */
  readonly hooks: readonly RestoreHook[];
  readonly waivedChecks: readonly string[];
  readonly readBack?: ReadBack;
  readonly network: HandlerNetwork;
  /** Of the databases that drills make. @default - they have the groups of the source */
  readonly drillSecurityGroup?: ISecurityGroup;
  /** Runs the application against the database of a drill. @default - nothing does */
  readonly drillApplication?: IFunction;
}
