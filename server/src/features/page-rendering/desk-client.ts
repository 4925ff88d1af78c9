/** Returns whether a client runs on a computer, by its user agent. */
export const isDeskClient = (userAgent: string): boolean =>
  /Windows NT|Macintosh/.test(userAgent) && !/Mobile/.test(userAgent)
