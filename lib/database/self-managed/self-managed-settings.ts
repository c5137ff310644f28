import { Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import type { IConnectable, ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { knownNow } from '../../options/known-now';
import { AWS_CLI_IMAGE, POSTGRES_IMAGES } from './images';
import { checkTaskSize } from './task-size';

/** A Postgres server that you manage yourself. */
export interface SelfManagedDatabaseProps {
  /**
   * Name of the database on its server, as `pegasus`: lower case, digits and underscores, 40 characters at most. Restored
   * databases are named after it.
   */
  readonly databaseName: string;

  /**
   * Secret with which dumps, checks and heartbeats connect: JSON with `host`, `port`, `username`, `password`, `dbname`,
   * `sslmode` (`verify-full`, or `disable` on a network of one's own) and `sslrootcert` (the certificates in PEM that vouch
   * for the server; empty with `disable`). The user owns the database and may make others (`CREATEDB`).
   */
  readonly credentials: ISecret;

  /** Major version of the server: the tasks use pg_dump and pg_restore of this version. */
  readonly majorVersion: number;

  /** Network in which the tasks run: with a way to the server, to S3, Secrets Manager, CloudWatch Logs and public.ecr.aws. */
  readonly vpc: IVpc;

  /** @default - the private subnets of the VPC */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of the tasks.
   *
   * @default - one is made
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The server, if it stands in security groups: it comes to admit the tasks and the handlers at its default port, or 5432
   * where it has none.
   *
   * @default - the server must admit them by itself
   */
  readonly server?: IConnectable;

  /**
   * Where the tasks run, on Fargate.
   *
   * @default - a cluster is made
   */
  readonly cluster?: ICluster;

  /**
   * Storage of a task: a restore keeps the whole dump in it.
   *
   * @default Size.gibibytes(50)
   */
  readonly ephemeralStorage?: Size;

  /**
   * Jobs of pg_restore. A dump has one: it goes through a pipe, and pg_dump writes in parallel to folders only.
   *
   * @default 4
   */
  readonly parallelJobs?: number;

  /**
   * In CPU units.
   *
   * @default 1024
   */
  readonly cpu?: number;

  /** @default Size.gibibytes(2) */
  readonly memory?: Size;

  /**
   * Give it with its digest, as `….dkr.ecr.eu-central-1.amazonaws.com/postgres@sha256:…`.
   *
   * @default - public.ecr.aws/docker/library/postgres of the major version, by the digest that this version has recorded
   */
  readonly postgresImage?: string;

  /** @default - public.ecr.aws/aws-cli/aws-cli, by the digest that this version has recorded */
  readonly awsCliImage?: string;
}

/** The same with every default filled in. */
export interface SelfManagedSettings extends SelfManagedDatabaseProps {
  readonly ephemeralStorage: Size;
  readonly parallelJobs: number;
  readonly cpu: number;
  readonly memory: Size;
  readonly postgresImage: string;
  readonly awsCliImage: string;
}

/** pg_dump has known exported snapshots since 9.5; what this relies on, `drop database … with (force)`, came with 13. */
const OLDEST = 13;
/** Two digits: `server_version_num` has more. */
const NEWEST = 99;
/** What Fargate gives, in GiB. */
const STORAGE = { least: 21, most: 200 };

/** @throws Error for what cannot work */
export function selfManagedSettings(props: SelfManagedDatabaseProps): SelfManagedSettings {
  const { databaseName, majorVersion, parallelJobs = 4, ephemeralStorage = Size.gibibytes(50) } = props;
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(databaseName)) {
    throw new Error(
      `\`databaseName\` is '${databaseName}'; a lower-case letter, then up to 39 lower-case letters, digits and underscores are allowed: dumps and restored databases are named after it.`,
    );
  }
  knownNow('`majorVersion`', majorVersion);
  if (!Number.isInteger(majorVersion) || majorVersion < OLDEST || majorVersion > NEWEST) {
    throw new Error(
      `\`majorVersion\` is ${majorVersion}; it must be an integer from ${OLDEST} to ${NEWEST}: give the major version of the server, as printed by \`show server_version\`.`,
    );
  }
  if (!Number.isInteger(knownNow('`parallelJobs`', parallelJobs)) || parallelJobs < 1) {
    throw new Error(`\`parallelJobs\` is ${parallelJobs}; it must be an integer ≥ 1.`);
  }
  const gibibytes = inGibibytes(knownNow('`ephemeralStorage`', ephemeralStorage));
  if (!Number.isInteger(gibibytes) || gibibytes < STORAGE.least || gibibytes > STORAGE.most) {
    throw new Error(
      `\`ephemeralStorage\` is ${gibibytes} GiB; whole GiB from ${STORAGE.least} to ${STORAGE.most} are allowed, the limits of Fargate. A larger dump needs a restore by hand.`,
    );
  }
  const { cpu = 1024, memory = Size.gibibytes(2) } = props;
  checkTaskSize(cpu, inGibibytes(memory));
  return {
    ...props,
    postgresImage: props.postgresImage ?? postgresImageOf(majorVersion),
    awsCliImage: props.awsCliImage ?? AWS_CLI_IMAGE,
    cpu,
    memory,
    parallelJobs,
    ephemeralStorage,
  };
}

function postgresImageOf(majorVersion: number): string {
  const image = POSTGRES_IMAGES[majorVersion];
  if (image !== undefined) return image;
  throw new Error(
    `\`majorVersion\` is ${majorVersion}, of which no image is recorded; those of ${Object.keys(POSTGRES_IMAGES).join(', ')} are: give \`postgresImage\`, with its digest.`,
  );
}

const inGibibytes = (size: Size): number => size.toGibibytes({ rounding: SizeRoundingBehavior.NONE });
