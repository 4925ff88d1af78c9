/** Halves of a surrogate pair; the `u` flag leaves whole pairs alone. */
const halves = /[\ud800-\udfff]/gu

/** Text that PostgreSQL takes: without NUL, and without halves of a surrogate pair. Everything else stays as it came. */
export const sanitizeText = (text: string): string => text.replaceAll('\0', '').replace(halves, '\ufffd')
