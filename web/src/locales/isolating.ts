/** Right-to-left scripts. Inside left-to-right text such a name would reorder the text around it. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufefc]/

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mapValues = (record: object, change: (value: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))

/** Wraps right-to-left texts in isolation characters (U+2068, U+2069), also in nested values. */
function isolated(value: unknown): unknown {
  if (typeof value === 'string') return rightToLeft.test(value) ? `\u2068${value}\u2069` : value
  if (Array.isArray(value)) return value.map(isolated)
  return isRecord(value) ? mapValues(value, isolated) : value
}

function wrap(messages: unknown): unknown {
  if (typeof messages === 'function') return (...args: unknown[]): unknown => messages(...args.map(isolated))
  return isRecord(messages) ? mapValues(messages, wrap) : messages
}

/** Returns the messages with their text arguments isolated. */
export const isolating = <M extends object>(messages: M): M => wrap(messages) as M
