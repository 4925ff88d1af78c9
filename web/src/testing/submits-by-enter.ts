/** Presses Enter in a field. Returns whether a form around the field would be submitted. */
export const submitsByEnter = (field: Element): boolean =>
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
