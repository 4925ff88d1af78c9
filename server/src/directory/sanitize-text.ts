/** Matches halves of a surrogate pair; with the `u` flag, complete pairs do not match. */
const halves = /[\ud800-\udfff]/gu

/** Returns text that PostgreSQL accepts: NUL is removed, and halves of a surrogate pair are replaced. */
export const sanitizeText = (text: string): string => text.replaceAll('\0', '').replace(halves, '\ufffd')
