import type { ObjectAction } from '../../../domain/objects/action';
import { compareKeys } from '../../../domain/objects/entry';
import type { EvidenceStore } from '../../evidence/evidence-store';
import type { RewindLayout } from './layout';
import type { AmbiguousLine } from './stored-lines';

/** Keys of each kind that are shown. */
const SHOWN = 10;

type Kind = 'copy' | 'mark' | 'ambiguous';

/** Takes what a dry run would write and keeps the first keys of each kind: not one mutating call, memory stays flat. */
export class Preview implements EvidenceStore {
  private readonly first: Record<Kind, string[]> = { copy: [], mark: [], ambiguous: [] };

  /** @param onAction hears of each action, of which only the first keys are kept */
  constructor(
    private readonly layout: RewindLayout,
    private readonly onAction: (action: ObjectAction) => void = () => {},
  ) {}

  /** Every undecided key: few, and each is to be named. */
  readonly undecided: AmbiguousLine[] = [];

  /** In key order. */
  get examples(): Readonly<Record<Kind, readonly string[]>> {
    return this.first;
  }

  async putText(key: string, text: string): Promise<void> {
    if (key.startsWith(this.layout.actions)) {
      const actions = parsed<ObjectAction>(text);
      actions.forEach(this.onAction);
      this.take(
        'copy',
        actions.filter(({ action }) => action === 'copy'),
      );
      this.take(
        'mark',
        actions.filter(({ action }) => action === 'mark'),
      );
    } else if (key.startsWith(this.layout.ambiguous)) {
      const lines = parsed<AmbiguousLine>(text);
      this.undecided.push(...lines);
      this.take('ambiguous', lines);
    }
  }

  async putJson(): Promise<void> {}
  async getJson(): Promise<undefined> {}
  async *list(): AsyncGenerator<never> {}
  async *readLines(): AsyncGenerator<never> {}

  private take(kind: Kind, lines: readonly { readonly key: string }[]): void {
    const keys = lines.slice(0, SHOWN).map(({ key }) => key);
    this.first[kind] = [...this.first[kind], ...keys].sort(compareKeys).slice(0, SHOWN);
  }
}

function parsed<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
