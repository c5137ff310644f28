import type { StateOptions } from '../../../domain/objects/state';
import type { Decided } from './decide-keys';
import type { Engine } from './engine';
import type { RewindLayout } from './layout';
import { eachPage } from './pages';
import type { PlanCursor } from './plan';
import { WrittenKeys } from './written-keys';

export interface VerifyOptions extends StateOptions {
  readonly layout: RewindLayout;
  readonly isReferenced?: (key: string) => boolean;
  /** Keys that need not be as they were. @default - none */
  readonly leavesAlone?: (key: string) => boolean;
  readonly isExcluded?: (key: string) => boolean;
  /** An upload in parts that was completed after the plan is no fault: nothing is frozen. */
  readonly allowLateUploads?: boolean;
  /** `bytes` reads every copy and its source. @default 'sample' */
  readonly deep?: 'sample' | 'properties' | 'bytes';
  /** About how many copies a sample has. @default 1,000 */
  readonly sample?: number;
  readonly onProgress?: (versionsListed: number) => void;
  /** Asked after each page: is there time for another one? @default - always */
  readonly hasTime?: () => boolean;
  /** Go on where an earlier invocation ended. @default false */
  readonly resume?: boolean;
}

/** How far the verification of one shard came, and what it found so far; a line of the cursor. */
export interface ShardFindings {
  /** Boundaries: `after < key <= through`. */
  readonly after?: string;
  readonly through?: string;
  readonly done: boolean;
  /** Keys of this run that were met; those that are chosen are compared. */
  readonly copies: number;
  /** Keys that existed at T. */
  readonly keys: number;
  readonly versionsListed: number;
  readonly remaining: number;
  readonly late: number;
  readonly compared: number;
  readonly differing: number;
  readonly examples: readonly string[];
}

/** Keys named for one shard. */
const EXAMPLES = 10;

/** Walks one shard again. Copies of this run are known by their version; those that are chosen are compared all the same. */
export async function verifyShard(
  engine: Pick<Engine, 'walk' | 'isSame' | 'comparer' | 'evidence' | 'patiently'>,
  options: VerifyOptions &
    Pick<PlanCursor, 'lateClasses'> & { readonly isChosen: () => boolean; readonly shards: number },
  shard: number,
  from: ShardFindings,
  report: (findings: ShardFindings) => void,
): Promise<void> {
  const { comparer, patiently } = engine;
  const {
    layout,
    at,
    multipartWindow,
    lateClasses,
    boundary,
    isReferenced,
    isExcluded,
    isChosen,
    deep,
    hasTime = () => true,
  } = options;
  const written = new WrittenKeys(engine.evidence, layout, shard, options.shards);
  const found = { ...from, examples: [...from.examples] };

  const isSame: Engine['isSame'] = async (wanted, current) => {
    if ((await written.versionAt(current.key)) !== current.versionId) return await engine.isSame(wanted, current);
    found.copies++;
    if (!isChosen()) return true;
    found.compared++;
    const difference = await patiently(() => comparer.difference(wanted, current));
    if (difference === null && deep !== 'bytes') return true;
    if (difference === null && (await patiently(() => comparer.bytesAreEqual(wanted, current)))) return true;
    found.differing++;
    note(`${current.key} (${difference ?? 'bytes'})`);
    return true;
  };

  const range = { after: from.after, through: from.through };
  let done = true;
  await eachPage(
    engine.walk({ at, multipartWindow, lateClasses, boundary, isReferenced, isExcluded, isSame, range }),
    async ({ decided }) => {
      for (const item of decided) look(item);
      found.after = decided.at(-1)?.state.key ?? found.after;
      report({ ...found });
      done = decided.length === 0 || hasTime();
      return done;
    },
  );
  report({ ...found, done });

  function look({ key, state, decision }: Decided): void {
    found.versionsListed += state.entries;
    const late = options.allowLateUploads && state.ambiguous !== undefined && decision.outcome === 'act';
    if ((late ? state.ambiguous?.otherwise : state.wanted) != null) found.keys++;
    if (decision.outcome !== 'act' || options.leavesAlone?.(key)) return;
    if (late) found.late++;
    else {
      found.remaining++;
      note(key);
    }
  }

  function note(example: string): void {
    if (found.examples.length < EXAMPLES) found.examples.push(example);
  }
}
