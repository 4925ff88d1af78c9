/**
 * Returns a typed code in Crockford's alphabet: people leave out the hyphen, ignore case, and type letters that look like
 * digits.
 */
export const normalizeReadableCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
