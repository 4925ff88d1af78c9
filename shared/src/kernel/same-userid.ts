/** WeCom compares userids without regard to case and answers some calls in lower case. */
export const sameUserid = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
