import { z } from 'zod'

/** A place where a response differs from the schema. Holds names of fields and types, never a value. */
export type Difference = {
  /** E.g. `userlist[].status`. */
  path: string
  kind: 'missing' | 'type' | 'value' | 'extra'
  /** What the schema expects, and what the response has instead. */
  expected?: string
  found?: string
  /** Number of records with this difference. */
  count: number
}

/** A name that does not match may be data, such as a key of a map from userids, and is not reported. */
const FIELD_NAME = /^[A-Za-z_]\w{0,40}$/
const OTHER_NAME = '(other)'

/** Returns how a response differs from the schema with which the client reads it, tolerated differences included. */
export function compareShape(schema: z.ZodType, response: unknown): readonly Difference[] {
  const differences = new Map<string, Difference>()
  const report = (difference: Omit<Difference, 'count'>) => {
    const key = JSON.stringify(difference)
    differences.set(key, { ...difference, count: (differences.get(key)?.count ?? 0) + 1 })
  }
  compare(schema, response, '', report)
  return [...differences.values()]
}

type Report = (difference: Omit<Difference, 'count'>) => void

function compare(schema: z.ZodType, value: unknown, path: string, report: Report): void {
  const expected = unwrap(schema)
  if (expected instanceof z.ZodObject && isRecord(value)) return compareFields(expected, value, path, report)
  if (expected instanceof z.ZodArray && Array.isArray(value)) {
    for (const item of value) compare(expected.element as z.ZodType, item, `${path}[]`, report)
    return
  }
  const forms = plainForms(expected)
  if (forms.some((form) => form.safeParse(value).success)) return
  const names = [...new Set(forms.map(nameOf))]
  const kind = names.includes(typeOf(value)) ? 'value' : 'type'
  // A code of WeCom, such as a status, that its documentation does not list.
  const isCode = typeof value === 'number' && forms.every((form) => form instanceof z.ZodLiteral)
  const found = isCode ? `number ${String(value)}` : typeOf(value)
  report({ path: path || '(response)', kind, expected: names.join(' or '), found })
}

function compareFields(
  schema: z.ZodObject,
  record: Readonly<Record<string, unknown>>,
  path: string,
  report: Report,
): void {
  const pathTo = (name: string) => (path === '' ? name : `${path}.${name}`)
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>)
  for (const [name, field] of fields) {
    if (name in record) compare(field, record[name], pathTo(name), report)
    else if (!(field instanceof z.ZodOptional))
      report({ path: pathTo(name), kind: 'missing', expected: nameOf(unwrap(field)) })
  }
  for (const name of Object.keys(record))
    if (!(name in schema.shape))
      report({ path: pathTo(FIELD_NAME.test(name) ? name : OTHER_NAME), kind: 'extra', found: typeOf(record[name]) })
}

function unwrap(schema: z.ZodType): z.ZodType {
  const isWrapper = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
  return isWrapper ? unwrap(schema.unwrap() as z.ZodType) : schema
}

/** Returns the forms that the documentation states: a form that has to be converted is only tolerated. */
const plainForms = (schema: z.ZodType): readonly z.ZodType[] =>
  schema instanceof z.ZodUnion
    ? (schema.options as readonly z.ZodType[]).filter((option) => !(option instanceof z.ZodPipe)).map(unwrap)
    : [schema]

function nameOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodUnion) return [...new Set(plainForms(schema).map(nameOf))].join(' or ')
  return schema instanceof z.ZodLiteral ? typeOf([...schema.values][0]) : schema.def.type
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object'

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
