/** Returns the value of the command line option `--NAME value`, or null. */
export const textOption = (name: string): string | null => {
  const index = process.argv.indexOf(`--${name}`)
  return index < 0 ? null : (process.argv[index + 1] ?? null)
}

/** Returns the number of the command line option `--NAME value`, or the default. Throws unless it is a whole number from 0 on. */
export function numberOption(name: string, defaultValue: number): number {
  const text = textOption(name)
  const value = text === null ? defaultValue : Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} requires a whole number, not ${String(text)}`)
  return value
}
