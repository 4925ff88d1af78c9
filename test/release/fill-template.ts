/** Replaces placeholders in the text of `file`; throws if one of them does not occur. */
export const fillTemplate = (text: string, changes: readonly (readonly [string, string])[], file: string): string =>
  changes.reduce((changed, [from, to]) => {
    if (from === '' || !changed.includes(from)) throw new Error(`${file} does not contain ${from}`)
    return changed.replaceAll(from, to)
  }, text)
