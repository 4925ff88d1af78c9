/** Compares userids without case: WeCom ignores it, and answers some calls in lower case. */
export const sameUserid = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
