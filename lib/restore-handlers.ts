import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StepName } from '../domain/workflow';
import { awaitDatabase } from './handlers/await-database';
import { awaitDecision } from './handlers/await-decision';
import { configureDatabase } from './handlers/configure-database';
import { diagnoseFailure } from './handlers/diagnose-failure';
import { freezeWrites } from './handlers/freeze-writes';
import { Handler, type HandlerDefinition } from './handlers/handler';
import { keepDatabase } from './handlers/keep-database';
import { openLowTraffic } from './handlers/open-low-traffic';
import { planObjects } from './handlers/plan-objects';
import { planRestore } from './handlers/plan-restore';
import { proveReferences } from './handlers/prove-references';
import { recordDataLoss } from './handlers/record-data-loss';
import { requestApproval } from './handlers/request-approval';
import { restoreDatabase } from './handlers/restore-database';
import { restoreObjects } from './handlers/restore-objects';
import type { RestoreResources } from './handlers/restore-resources';
import { resumeTraffic } from './handlers/resume-traffic';
import { runChecks } from './handlers/run-checks';
import { runSmokeJob } from './handlers/run-smoke-job';
import { tearDown } from './handlers/tear-down';
import { verifyObjects } from './handlers/verify-objects';
import { writeReport } from './handlers/write-report';

/** The handlers of the restore: one for each step, under the step's name. */
export class RestoreHandlers extends Construct {
  private readonly functions: Record<StepName, LambdaFunction>;

  constructor(scope: Construct, id: string, resources: RestoreResources) {
    super(scope, id);
    const make = <Environment extends object>(name: StepName, definition: HandlerDefinition<Environment>) =>
      new Handler(this, name, definition).function;
    this.functions = {
      PlanRestore: make('PlanRestore', planRestore(resources)),
      RequestApproval: make('RequestApproval', requestApproval(resources)),
      FreezeWrites: make('FreezeWrites', freezeWrites(resources)),
      KeepDatabase: make('KeepDatabase', keepDatabase(resources)),
      RestoreDatabase: make('RestoreDatabase', restoreDatabase(resources)),
      AwaitDatabase: make('AwaitDatabase', awaitDatabase(resources)),
      ConfigureDatabase: make('ConfigureDatabase', configureDatabase(resources)),
      PlanObjects: make('PlanObjects', planObjects(resources)),
      ProveReferences: make('ProveReferences', proveReferences(resources)),
      RestoreObjects: make('RestoreObjects', restoreObjects(resources)),
      VerifyObjects: make('VerifyObjects', verifyObjects(resources)),
      OpenLowTraffic: make('OpenLowTraffic', openLowTraffic(resources)),
      RunChecks: make('RunChecks', runChecks(resources)),
      RunSmokeJob: make('RunSmokeJob', runSmokeJob(resources)),
      ResumeTraffic: make('ResumeTraffic', resumeTraffic(resources)),
      RecordDataLoss: make('RecordDataLoss', recordDataLoss(resources)),
      DiagnoseFailure: make('DiagnoseFailure', diagnoseFailure(resources)),
      AwaitDecision: make('AwaitDecision', awaitDecision(resources)),
      TearDown: make('TearDown', tearDown(resources)),
      WriteReport: make('WriteReport', writeReport(resources)),
    };
  }

  of(step: StepName): LambdaFunction {
    return this.functions[step];
  }
}
