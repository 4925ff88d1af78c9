import type { Log } from '@desk/server/ports/log'

/** Says nothing but what is broken, on standard error: standard output belongs to whoever started the program. */
export const errorLog: Log = {
  info: () => {},
  warn: () => {},
  error: (fields, message) => console.error(message, fields),
}
