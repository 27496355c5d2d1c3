/** `dead-letters` and `deadLetters` as a construct is called: `DeadLetters`. */
export const pascalCase = (name: string): string =>
  name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
