/** Returns the label of a code, or the code itself when a newer server sends an unknown one. */
export const labelFor = (labels: Readonly<Record<string, string>>, code: string): string =>
  Object.hasOwn(labels, code) ? (labels[code] ?? code) : code

/** Formats details as one line without JSON punctuation: `数量 2 · 字段 position, telephone`. */
export function describeDetails(details: Record<string, unknown>, labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${labelFor(labels, key)} ${formatValue(value, labels)}`)
  return parts.length === 0 ? '–' : parts.join(' · ')
}

function formatValue(value: unknown, labels: Readonly<Record<string, string>>): string {
  if (Array.isArray(value)) return value.map((item) => formatValue(item, labels)).join(', ')
  if (typeof value === 'object' && value !== null)
    return `(${describeDetails(value as Record<string, unknown>, labels)})`
  return String(value)
}
