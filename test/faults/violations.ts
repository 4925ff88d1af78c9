/** What was checked, the value that was found, and the one that a run without faults would have left. */
export type Fact = readonly [what: string, actual: unknown, expected: unknown]

/** Returns a violation for each fact whose value is not the expected one. */
export const violationsIn = (facts: readonly Fact[]): string[] =>
  facts.flatMap(([what, actual, expected]) =>
    actual === expected ? [] : [`${what}: ${String(actual)}, not ${String(expected)}`],
  )

/** Returns the violation in a list, or an empty list. */
export const violationIf = (isWrong: boolean, violation: string): string[] => (isWrong ? [violation] : [])

/** Returns the text of an error, with its cause. */
export const describeError = (error: unknown): string =>
  error instanceof Error && error.cause ? `${error.message} (${String(error.cause)})` : String(error)
