/** Hebrew, Arabic and their like; between left-to-right text such a name would turn the order around it. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufefc]/

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mapValues = (record: object, change: (value: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))

/** What is put into a sentence, kept from reordering it (U+2068 and U+2069); as deep as it is nested. */
function isolated(value: unknown): unknown {
  if (typeof value === 'string') return rightToLeft.test(value) ? `\u2068${value}\u2069` : value
  if (Array.isArray(value)) return value.map(isolated)
  return isRecord(value) ? mapValues(value, isolated) : value
}

function wrap(messages: unknown): unknown {
  if (typeof messages === 'function') return (...args: unknown[]): unknown => messages(...args.map(isolated))
  return isRecord(messages) ? mapValues(messages, wrap) : messages
}

/** The same messages, with every name and title that a sentence takes isolated. */
export const isolating = <M extends object>(messages: M): M => wrap(messages) as M
