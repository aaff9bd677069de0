/** What a command prints, and how it ends: 0 all is well, 1 something was found; 2 is for input it cannot use. */
export interface CommandResult {
  readonly output: string;
  readonly exitCode: 0 | 1;
}

/** A value for machines, as every command prints it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
