/** `lectures` of `public.lectures`: nothing forbids a dot in a name, and the first one parts schema and table. */
export const withoutSchema = (name: string): string => name.slice(name.indexOf('.') + 1);
