/** A checked fact: its name, the value that was found, and the one that a run without faults leaves. */
export type Fact = readonly [name: string, actual: unknown, expected: unknown]

/** Returns a violation for each fact whose value is not the expected one. */
export const violationsIn = (facts: readonly Fact[]): string[] =>
  facts.flatMap(([name, actual, expected]) =>
    actual === expected ? [] : [`${name}: ${String(actual)}, not ${String(expected)}`],
  )

/** Returns a list of the violation if `isWrong`, otherwise an empty list. */
export const violationIf = (isWrong: boolean, violation: string): string[] => (isWrong ? [violation] : [])

/** Returns the text of an error, with its cause. */
export const describeError = (error: unknown): string =>
  error instanceof Error && error.cause ? `${error.message} (${String(error.cause)})` : String(error)
