import { type RDSClient, RemoveTagsFromResourceCommand } from '@aws-sdk/client-rds';
import { CANDIDATE_TAG } from '../../../domain/workflow/candidates';
import { attempt } from './rds-responses';

/** @param arns of the database and all that belongs to it */
export async function release(
  identifier: string,
  client: RDSClient,
  arns: () => Promise<readonly (string | undefined)[]>,
): Promise<void> {
  await attempt(`take the tag ${CANDIDATE_TAG} from ${identifier}`, async () => {
    for (const ResourceName of await arns()) {
      await client.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: [CANDIDATE_TAG] }));
    }
  });
}
