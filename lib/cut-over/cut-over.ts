import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import { cnameCutOver } from './cname';
import type { CutOverDefinition } from './cut-over-definition';
import { parameterCutOver } from './parameter';
import { renameSwapCutOver } from './rename-swap';
import { secretCutOver } from './secret';

/** Points the application at the restored database. The old one is kept; the evidence says how to undo it. */
export class CutOver {
  /**
   * The secret from which the application reads its database, as RDS writes it (`host`, `port`, …). `host` and `port`
   * are rewritten and `generation` is raised; the application must read it again and drop its connections.
   */
  static secret(secret: ISecret): CutOver {
    return new CutOver(secretCutOver(secret));
  }

  /**
   * The String parameter from which the application reads where its database is: JSON with `host` and `port`, which are
   * rewritten, and `generation`, which is raised; whatever else is in it is kept.
   */
  static parameter(parameter: IStringParameter): CutOver {
    return new CutOver(parameterCutOver(parameter));
  }

  /**
   * The old instance is renamed to `<name>-old-<run>` and the restored one takes its name: the application changes
   * nothing. There is a moment without any database, and DNS follows within minutes. The stack then holds another
   * instance under this name: it has to be deployed again before the next restore.
   */
  static renameSwap(): CutOver {
    return new CutOver(renameSwapCutOver());
  }

  /**
   * The CNAME that the application connects to leads to the restored database. It is no name in the certificate of RDS:
   * `sslmode=verify-full` fails with it.
   *
   * @param recordName with the name of the zone, as `database.example.com`
   */
  static cname(zone: IHostedZone, recordName: string): CutOver {
    return new CutOver(cnameCutOver(zone, recordName));
  }

  private constructor(
    /** @internal */
    readonly _definition: CutOverDefinition,
  ) {}
}
