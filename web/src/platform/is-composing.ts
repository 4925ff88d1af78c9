/** The code of a key that an input method takes. Safari marks the Enter that ends the method by this code alone. */
const TAKEN_KEY = 229

/** Returns whether a key chooses among the characters of an input method. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === TAKEN_KEY
