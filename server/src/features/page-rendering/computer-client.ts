/** Returns whether a client runs on a computer, by its user agent. */
export const isComputerClient = (userAgent: string): boolean =>
  /Windows NT|Macintosh/.test(userAgent) && !/Mobile/.test(userAgent)
