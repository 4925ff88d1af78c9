/**
 * Returns whether the key belongs to an input method, as Enter that confirms characters. Safari ends the composition
 * before this Enter, and marks it by the key code 229 alone.
 */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229
