/** The code of a key that goes to an input method. Safari marks the Enter that ends a composition by this code alone. */
const INPUT_METHOD_KEY = 229

/** Returns whether an input method handles the key. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === INPUT_METHOD_KEY
