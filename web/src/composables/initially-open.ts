/**
 * Returns the attributes of a native `details` that starts open or closed. `:open` is not used: hydration applies it again,
 * and closes a fold that was opened before.
 */
export const initiallyOpen = (isOpen: boolean): { open?: true } => (isOpen ? { open: true } : {})
