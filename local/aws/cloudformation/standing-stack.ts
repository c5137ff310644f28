/** What CloudFormation tells of a resource, also after it has been deleted. */
export interface StandingResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly deletionPolicy: string;
  readonly properties: Readonly<Record<string, unknown>>;
  status: 'CREATE_COMPLETE' | 'DELETE_COMPLETE' | 'DELETE_FAILED' | 'DELETE_SKIPPED';
}

/** A stack that was deployed to this machine. */
export interface StandingStack {
  readonly name: string;
  /** Its ID: it tells this creation of the stack from others of its name. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** In the order in which they were made. */
  readonly resources: readonly StandingResource[];
  status: 'CREATE_COMPLETE' | 'DELETE_IN_PROGRESS' | 'DELETE_COMPLETE' | 'DELETE_FAILED';
}
