import type { CopyAction, MarkAction, ObjectAction } from '../../../domain/objects/action';
import type { ObjectDescription } from '../../../domain/objects/identity';
import { inClass } from '../object-comparer';
import type { Condition, ObjectCopier } from '../object-copy';
import type { CurrentObject, MarkAnswer, Objects } from '../objects';
import { isConditionFailed, isNotFound, isNotImplemented } from '../s3-errors';

/** An ETag that no object has. */
const IMPOSSIBLE = '"0"';

/** What stands at the key is not what the plan saw. */
export class Moved extends Error {
  override readonly name = 'Moved';
}

/**
 * Writes one action, only over what the plan saw. S3 does the check itself (If-Match, If-None-Match); whether this store
 * does is found out with the first action: it is looked at, then sent with a condition that cannot hold. A store that
 * refuses knows conditions; one that carries it out does not, has done the right thing all the same, and from then on
 * every key is looked at before it is written.
 */
export class ConditionalWriter {
  private readonly copies = new Support();
  private readonly marks = new Support();
  private readonly batches = new Support();

  constructor(
    private readonly target: Objects,
    private readonly copier: ObjectCopier,
  ) {}

  /** @returns the version id written; @throws Moved or the store's own 412 or 409 */
  async copy(action: CopyAction, source: ObjectDescription): Promise<string> {
    const { key } = action;
    const described = action.restoreAs === undefined ? source : inClass(source, action.restoreAs);
    const send = (condition: Condition = {}) => this.copier.copy({ from: sourceOf(action), key, condition }, described);
    const real: Condition =
      action.current?.etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: action.current.etag };
    if (this.copier.isInParts(action)) return await this.copyInParts(action, real, send);
    return await this.copies.send(real, { IfMatch: IMPOSSIBLE }, send, () => this.look(action));
  }

  /** To be looked at before the copy. */
  async describe(action: CopyAction): Promise<ObjectDescription> {
    return await this.copier.describe(sourceOf(action));
  }

  /** The condition holds or fails when all parts are copied: too dear to find anything out with. */
  private async copyInParts(
    action: CopyAction,
    real: Condition,
    send: (condition?: Condition) => Promise<string>,
  ): Promise<string> {
    await this.look(action);
    return await send(real).catch((error: unknown) => {
      if (isNotImplemented(error)) return send();
      throw error;
    });
  }

  /** @returns the version id of the delete marker */
  async mark(action: MarkAction): Promise<string> {
    return await this.marks.send(
      action.current.etag,
      IMPOSSIBLE,
      async (etag) => await this.target.mark({ key: action.key, etag }),
      () => this.look(action),
    );
  }

  /** As `mark`, in a batch of one: finds out whether the store checks conditions in batches too. */
  async markAsBatch(action: MarkAction): Promise<string> {
    return await this.batches.send(
      action.current.etag,
      IMPOSSIBLE,
      async (etag) => {
        const [answer] = await this.target.markAll([{ key: action.key, etag }]);
        if (answer !== undefined && 'versionId' in answer) return answer.versionId;
        throw answer?.error;
      },
      () => this.look(action),
    );
  }

  /** Up to 1,000 markers in one request; after `markAsBatch`. */
  async markAll(actions: readonly MarkAction[]): Promise<readonly MarkAnswer[]> {
    if (this.batches.known) {
      return await this.target.markAll(actions.map(({ key, current }) => ({ key, etag: current.etag })));
    }
    await Promise.all(actions.map((action) => this.look(action)));
    return await this.target.markAll(actions.map(({ key }) => ({ key })));
  }

  private async look(action: ObjectAction): Promise<void> {
    if (!isAsPlanned(action, await this.target.current(action.key))) throw new Moved(action.key);
  }
}

function sourceOf({ from, key, versionId }: CopyAction) {
  return { key: from ?? key, versionId };
}

export function isAsPlanned({ current: planned }: ObjectAction, now: CurrentObject): boolean {
  if (planned === null) return now.kind === 'nothing';
  if (planned.kind === 'marker') return now.kind !== 'version';
  return now.kind === 'version' && now.description.versionId === planned.versionId;
}

/** Whether the store checks conditions of one kind of write; unknown until the first one. */
class Support {
  known: boolean | undefined;
  private finding: Promise<void> | undefined;

  async send<C>(
    real: C,
    impossible: C,
    write: (condition: C | undefined) => Promise<string>,
    look: () => Promise<void>,
  ): Promise<string> {
    while (this.known === undefined && this.finding !== undefined) await this.finding;
    if (this.known === undefined) {
      const first = this.findOut(impossible, write, look);
      this.finding = first.then(
        () => undefined,
        () => undefined,
      );
      const written = await first.finally(() => {
        this.finding = undefined;
      });
      if (written !== undefined) return written;
    }
    if (this.known) return await write(real);
    await look();
    return await write(undefined);
  }

  private async findOut<C>(
    impossible: C,
    write: (condition: C | undefined) => Promise<string>,
    look: () => Promise<void>,
  ): Promise<string | undefined> {
    await look();
    try {
      const written = await write(impossible);
      this.known = false;
      return written;
    } catch (error) {
      if (isConditionFailed(error) || isNotFound(error)) this.known = true;
      else if (isNotImplemented(error)) this.known = false;
      else throw error;
      return undefined;
    }
  }
}
