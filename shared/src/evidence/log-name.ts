/** Returns whether the name of a log says that others of its origin were closed before it: `desk.example.com/audit/2`. */
export const isFurtherLog = (origin: string): boolean => /\/\d+$/.test(origin)
