/**
 * Returns the length in code points, in which `𠮷` is one. This module imports no schemas, so that pages can load it without
 * them.
 */
export const lengthOf = (text: string): number => [...text].length
