/** A text of `file` as an operator would fill it in. What is not there to be changed is a text that has moved on. */
export const filledIn = (text: string, changes: readonly (readonly [string, string])[], file: string): string =>
  changes.reduce((changed, [from, to]) => {
    if (from === '' || !changed.includes(from)) throw new Error(`${file} no longer says ${from}`)
    return changed.replaceAll(from, to)
  }, text)
