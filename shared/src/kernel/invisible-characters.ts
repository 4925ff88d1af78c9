/*
 * Separate from `plain-text.ts`, so that the start bundle of the web contains no schemas.
 */

/**
 * Invisible characters and characters that reorder text: C0 and C1 controls, zero width, bidi marks and isolates, line
 * and paragraph separators, tags, and halves of a surrogate pair. Not allowed in names and titles.
 */
export const invisibleCharacter =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/u

export const hasInvisibleCharacters = (text: string): boolean => invisibleCharacter.test(text)
