/** Returns the lines of the access log, in the format of `deploy/nginx.conf`, whose status is 500 or above. */
export const serverErrorsIn = (log: string): string[] =>
  log.split('\n').filter((line) => /" 5\d\d \d+ [\d.]+(?: |$)/.test(line))
