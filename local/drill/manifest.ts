import type { LocalFunctions } from '../functions/functions';

/** Invokes the function as its daily schedule would. */
export async function writeManifest(functions: LocalFunctions, name: string): Promise<void> {
  const outcome = await functions.invoke(name, '{}');
  if ('error' in outcome) throw new Error(`The manifest could not be written: ${outcome.error.errorMessage}`);
}
