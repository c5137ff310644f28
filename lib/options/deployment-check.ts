/** What a deployment does when a store that it does not make is not as a restore needs it. */
export class DeploymentCheck {
  /** Fails, with the list of what is missing. */
  static fail(): DeploymentCheck {
    return new DeploymentCheck(true, true);
  }

  /** Goes on, and sends the list of what is missing to `notifications`. */
  static warn(): DeploymentCheck {
    return new DeploymentCheck(true, false);
  }

  /** Does not look. The schedule does, a quarter of an hour later at most. */
  static off(): DeploymentCheck {
    return new DeploymentCheck(false, false);
  }

  private constructor(
    readonly looks: boolean,
    readonly fails: boolean,
  ) {}
}
