/** The package ships no types for what it exports. */
declare module 'asl-validator' {
  function validate(definition: object): {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  };
  export = validate;
}
