/** Compares userids without case: WeCom ignores it, and returns lower case in some responses. */
export const sameUserid = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
