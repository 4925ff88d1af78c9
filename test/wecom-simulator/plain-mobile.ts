/**
 * Returns a number in the one form in which it is compared and returned: without blanks and hyphens, and without `+86`,
 * which is optional for mainland numbers (doc 90195). The form is assumed, by the 11 digits in the samples of doc 90196.
 */
export const plainMobile = (mobile: string): string =>
  mobile.replace(/[\s-]/g, '').replace(/^(?:\+86|86(?=\d{11}$))/, '')
