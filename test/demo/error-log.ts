import type { Log } from '@desk/server/ports/log'

/** Writes only errors, to standard error: standard output is for messages to the parent process. */
export const errorLog: Log = {
  info: () => {},
  warn: () => {},
  error: (fields, message) => console.error(message, fields),
}
