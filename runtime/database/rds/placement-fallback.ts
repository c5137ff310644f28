import type { RDSClient } from '@aws-sdk/client-rds';
import {
  firstPlacement,
  otherPlacements,
  type Placement,
  sayCapacityNote,
  sayPlacement,
  type Wish,
} from '../../../domain/database/placement';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { NotesCapacity } from '../database-kind';
import { isNamed } from './rds-responses';
import { findSubnetGroup } from './subnet-groups';

/** No room for the class or its IOPS, there and now: somewhere else there may be. */
const NO_CAPACITY = /^(InsufficientDBInstanceCapacity|ProvisionedIopsNotAvailableInAZ)/;
/** And this one says that a class is not to be had in that zone, or not with this engine, at all. */
const NOT_THERE = /^InvalidParameterCombination/;

/** An instance to come. */
export interface Wanted extends Wish {
  readonly identifier: string;
  /** Under which its class stands in the settings. */
  readonly setting: string;
  readonly subnetGroup: string | null;
}

/**
 * Asks for an instance where RDS has room for it: as the source is, then at the other placements in their order. Whatever
 * has no room is noted before the next is asked for. RDS says beforehand nowhere whether there is room.
 * @param ask lets the errors of RDS through
 * @throws PegasusError `DatabaseRefused` when there is no room anywhere; any other error of RDS as it is
 */
export async function whereThereIsRoom<T>(
  wanted: Wanted,
  alternatives: readonly string[],
  client: RDSClient,
  noted: NotesCapacity,
  ask: (placement: Placement) => Promise<T>,
): Promise<T> {
  const { setting, instanceClass, subnetGroup } = wanted;
  const refused: string[] = [];
  const note = () => ({ setting, wanted: instanceClass, refused });
  const refuse = async (placement: Placement, error: unknown, names: readonly RegExp[]) => {
    if (!names.some((name) => isNamed(error, name))) throw error;
    refused.push(sayPlacement(placement));
    await noted(note());
    return error as Error;
  };

  let last: Error;
  const first = firstPlacement(wanted);
  try {
    return await ask(first);
  } catch (error) {
    last = await refuse(first, error, [NO_CAPACITY]);
  }
  const zones = subnetGroup === null ? [] : ((await findSubnetGroup(client, subnetGroup))?.zones ?? []);
  for (const placement of otherPlacements(wanted, zones, alternatives)) {
    try {
      return await ask(placement);
    } catch (error) {
      last = await refuse(placement, error, [NO_CAPACITY, NOT_THERE]);
    }
  }
  const other = alternatives.length === 0 ? 'declare `alternativeInstanceClasses`' : 'declare other classes';
  throw new PegasusError(
    ErrorName.DATABASE_REFUSED,
    `${sayCapacityNote(note())} (${last.name}: ${last.message}): ${wanted.identifier} was not made. Wait, or ${other} and deploy, then start again.`,
    { cause: last },
  );
}
