import { DEPLOYABLE, synthesise } from './examples/deployable';
import { POSSIBLE, templatesOf } from './lib/arrangements';
import { EVERY_OPTION } from './lib/every-option';
import type { TemplateText } from './lib/roles/policies-in';

/** The templates of an app, by name. */
export interface AppTemplates {
  readonly name: string;
  readonly templates: readonly TemplateText[];
}

/** What the suite synthesises: every environment and example, every option, every arrangement of stacks. */
export function everyTemplate(): AppTemplates[] {
  return [
    ...DEPLOYABLE.map(([name, make]) => ({ name, templates: [synthesise(make).template] })),
    ...EVERY_OPTION.map(([name, make]) => ({ name: `a pair ${name}`, templates: [make().toJSON()] })),
    ...POSSIBLE.map(([name, make]) => ({
      name,
      templates: templatesOf(make().synth()).map(([, template]) => template),
    })),
  ];
}
