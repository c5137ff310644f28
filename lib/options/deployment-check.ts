/** What a deployment does when an imported store does not meet the needs of a restore. */
export class DeploymentCheck {
  /** Fails, with the list of what is missing. */
  static fail(): DeploymentCheck {
    return new DeploymentCheck(true, true);
  }

  /** Continues, and sends the list of what is missing to `notifications`. */
  static warn(): DeploymentCheck {
    return new DeploymentCheck(true, false);
  }

  /** Skips the check. The schedule does it, 15 minutes later at most. */
  static off(): DeploymentCheck {
    return new DeploymentCheck(false, false);
  }

  private constructor(
    readonly looks: boolean,
    readonly fails: boolean,
  ) {}
}
