import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { HookTime, OPTIONAL_STEPS, StepName } from '../../domain/workflow/workflow';
import { Handler, type HandlerDefinition } from '../handler/handler';
import type { RestoreResources } from './resources';
import { awaitDatabase } from './steps/await-database';
import { awaitDecision } from './steps/await-decision';
import { configureDatabase } from './steps/configure-database';
import { diagnoseFailure } from './steps/diagnose-failure';
import { freezeWrites } from './steps/freeze-writes';
import { keepDatabase } from './steps/keep-database';
import { listErasures } from './steps/list-erasures';
import { openLowTraffic } from './steps/open-low-traffic';
import { planObjects } from './steps/plan-objects';
import { planRestore } from './steps/plan-restore';
import { proveReferences } from './steps/prove-references';
import { recordDataLoss } from './steps/record-data-loss';
import { repeatErasures } from './steps/repeat-erasures';
import { requestApproval } from './steps/request-approval';
import { restoreDatabase } from './steps/restore-database';
import { restoreObjects } from './steps/restore-objects';
import { resumeTraffic } from './steps/resume-traffic';
import { runAfterFreezeHooks } from './steps/run-after-freeze-hooks';
import { runBeforeOpenHooks } from './steps/run-before-open-hooks';
import { runChecks } from './steps/run-checks';
import { runSmokeJob } from './steps/run-smoke-job';
import { tearDown } from './steps/tear-down';
import { thawObjects } from './steps/thaw-objects';
import { verifyObjects } from './steps/verify-objects';
import { writeReport } from './steps/write-report';

type Always = Exclude<StepName, (typeof OPTIONAL_STEPS)[number]>;
type Functions = Readonly<Record<Always, LambdaFunction>> & { readonly [Step in StepName]?: LambdaFunction };

/** The handlers of the restore: one for each step, under the step's name. */
export class RestoreHandlers extends Construct {
  private readonly functions: Functions;

  constructor(scope: Construct, id: string, resources: RestoreResources) {
    super(scope, id);
    const make = <Environment extends object>(name: StepName, definition: HandlerDefinition<Environment>) =>
      new Handler(this, name, definition).function;
    const { erasures, hooks } = resources;
    const hasHook = (when: HookTime) => hooks.some((hook) => hook._when === when);
    this.functions = {
      PlanRestore: make('PlanRestore', planRestore(resources)),
      RequestApproval: make('RequestApproval', requestApproval(resources)),
      ThawObjects: make('ThawObjects', thawObjects(resources)),
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
      ...(erasures && {
        ListErasures: make('ListErasures', listErasures({ ...resources, erasures })),
        RepeatErasures: make('RepeatErasures', repeatErasures({ ...resources, erasures })),
      }),
      ...(hasHook('after-freeze') && {
        RunAfterFreezeHooks: make('RunAfterFreezeHooks', runAfterFreezeHooks(resources)),
      }),
      ...(hasHook('before-open') && {
        RunBeforeOpenHooks: make('RunBeforeOpenHooks', runBeforeOpenHooks(resources)),
      }),
    };
  }

  get all(): readonly LambdaFunction[] {
    return Object.values(this.functions);
  }

  has(step: StepName): boolean {
    return this.functions[step] !== undefined;
  }

  /** One that is there: `has`. */
  of(step: StepName): LambdaFunction {
    return this.functions[step]!;
  }
}
