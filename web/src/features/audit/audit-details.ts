/** `words` has a word for most codes; a newer server may write one that we do not know. */
export const labelFor = (messages: Readonly<Record<string, string>>, code: string): string =>
  Object.hasOwn(messages, code) ? (messages[code] ?? code) : code

/** `数量 2；字段 position, telephone`: one line, without the signs of a programmer. */
export function describeDetails(details: Record<string, unknown>, messages: Readonly<Record<string, string>>): string {
  const parts = Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${labelFor(messages, key)} ${textOf(value, messages)}`)
  return parts.length === 0 ? '–' : parts.join('；')
}

function textOf(value: unknown, messages: Readonly<Record<string, string>>): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item, messages)).join(', ')
  if (typeof value === 'object' && value !== null)
    return `(${describeDetails(value as Record<string, unknown>, messages)})`
  return String(value)
}
