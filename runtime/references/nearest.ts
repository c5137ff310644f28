import leven from 'leven';

/** Further apart than this, two names are no slip of the keyboard. */
const FAR = 0.4;

/** Of the names that exist the one that was probably meant; undefined when none is near. */
export function nearestName(wanted: string, existing: readonly string[]): string | undefined {
  const [nearest] = existing
    .map((name) => ({ name, distance: leven(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(name.length, wanted.length) * FAR)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.name;
}
