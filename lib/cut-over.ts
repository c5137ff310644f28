import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** How the application comes to the restored database. */
export class CutOver {
  /**
   * The secret from which the application reads its database, as RDS writes it (`host`, `port`, …). `host` and `port`
   * are rewritten and `generation` is raised; the application must read it again and drop its connections.
   */
  static secret(secret: ISecret): CutOver {
    return new CutOver(secret);
  }

  private constructor(readonly secret: ISecret) {}
}
