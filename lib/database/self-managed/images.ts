import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Of each major version what `public.ecr.aws/docker/library/postgres:<major>` was on 2026-09-19, the index of all
 * platforms. A tag is moved by others; a digest is one image for good, with its holes, too: CONTRIBUTING.md says how
 * these are renewed. Source: docker-library/repo-info at 0b63eec, `repos/postgres/remote/<major>.md`.
 */
export const POSTGRES_IMAGES: Readonly<Record<number, string>> = {
  14: postgres('816cf7d06ec33116c8f54cf14197085be89f25291686229485ee7d53a785b901'),
  15: postgres('dfbbb0ad8cab91d41e99123664e37a9b25d0413426d4fb3154e4d668e5d35246'),
  16: postgres('a3b7f434b2dc57ce85a67e171163eb8ab1a1ebcb39d27484661f26b1dfbe30d6'),
  17: postgres('f4c66b820c6f974249089d3d16d86a3698eae11e8746eb6644b2271031e91232'),
  18: postgres('86c951e05bf56c93d95d397747fb8820ac76cc3bedb78f43abd83eedbe3666ae'),
};

/** 2.35.11. */
export const AWS_CLI_IMAGE =
  'public.ecr.aws/aws-cli/aws-cli@sha256:749bfaf91d690b9a1768083822d620f96c19defdf9ca2dc227eb3695281fda5b';

/** What an image of one's own is called is known here at the earliest. */
export function warnOfTags(scope: Construct, images: readonly string[]): void {
  for (const image of images.filter((name) => !/@sha256:[0-9a-f]{64}$/.test(name))) {
    Annotations.of(scope).addWarningV2(
      'pegasus-backup:imageWithoutDigest',
      `The image ${image} has no digest: who may move its tag decides what reads the database with the password of its owner. Give it as NAME@sha256:….`,
    );
  }
}

function postgres(digest: string): string {
  return `public.ecr.aws/docker/library/postgres@sha256:${digest}`;
}
