/**
 * Returns a number in the one form in which it is compared and returned: without spaces and hyphens, and without `+86`,
 * which is optional for mainland numbers (doc 90195). That WeCom returns this form is an assumption: the samples of doc
 * 90196 have 11 digits.
 */
export const plainMobile = (mobile: string): string =>
  mobile.replace(/[\s-]/g, '').replace(/^(?:\+86|86(?=\d{11}$))/, '')
