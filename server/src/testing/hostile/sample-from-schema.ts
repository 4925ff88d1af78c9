/** The used part of JSON Schema. */
export type JsonSchema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema | boolean
  propertyNames?: JsonSchema
  items?: JsonSchema
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

/** Known values by the name of a field: ids of existing objects, so that a call gets as far as possible. */
export type Known = Readonly<Record<string, unknown>>

/** One position in a body, and the body with another value there. */
export type Slot = { where: string; schema: JsonSchema; fill(value: unknown): unknown }

const texts = [
  'limin',
  'abcdefgh',
  '2026-04-01',
  '2026-03-17T01:00:00.000Z',
  '09:00',
  '2026-04',
  '0755-1000',
  '0'.repeat(64),
  `1x${'0'.repeat(64)}`,
  'a',
  '1',
  '1:',
  'K7Q2-91FD',
  'K7Q2'.repeat(4),
]

const fits = ({ pattern, minLength = 0, maxLength = Infinity }: JsonSchema, text: string) =>
  text.length >= minLength && text.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(text))

function sampleText(schema: JsonSchema, name: string): string {
  const found = texts.find((text) => fits(schema, text))
  if (found !== undefined) return found
  // An id of a missing object: `req_000000`.
  const id = /^\^([a-z]{3}_)/.exec(schema.pattern ?? '')?.[1]
  if (id !== undefined) return `${id}000000`
  throw new Error(`No sample fits ${name}: ${schema.pattern ?? ''}`)
}

const variantsOf = ({ oneOf, anyOf }: JsonSchema): JsonSchema[] | undefined => oneOf ?? anyOf
const typeOf = ({ type }: JsonSchema) => (Array.isArray(type) ? type[0] : type)

/** Returns a minimal value that fits the schema. */
export function sampleOf(schema: JsonSchema, name: string, known: Known): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum.includes(known[name]) ? known[name] : schema.enum[0]
  const [variant] = variantsOf(schema) ?? []
  if (variant) return sampleOf(variant, name, known)
  const value = known[name]
  if (value !== undefined && admits(schema, value)) return value
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, known)
    case 'array':
      return [sampleOf(schema.items ?? {}, name, known)]
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? 0) + 1)
    case 'boolean':
      return true
    case 'string':
      return sampleText(schema, name)
    default:
      return null
  }
}

function sampleObject({ properties = {}, required = [], ...schema }: JsonSchema, known: Known) {
  if (Object.keys(properties).length === 0 && typeof schema.additionalProperties === 'object') {
    const key = String(sampleOf(schema.propertyNames ?? { type: 'string' }, 'key', known))
    return { [key]: sampleOf(schema.additionalProperties, key, known) }
  }
  return Object.fromEntries(required.map((key) => [key, sampleOf(properties[key] ?? {}, key, known)]))
}

/**
 * Lists every position of a body, at every depth and in every variant: fields, list elements, keys and values of
 * tables.
 */
export function slotsOf(schema: JsonSchema, name: string, known: Known): Slot[] {
  const variants = variantsOf(schema)
  if (variants) return variants.flatMap((variant) => slotsOf(variant, name, known))
  if (schema.items)
    return [
      wholeSlot(name, schema),
      ...slotsOf(schema.items, `${name}[]`, known).map((slot) => within(slot, (value) => [value])),
    ]
  if (!schema.properties) return [wholeSlot(name, schema)]
  const whole = sampleObject(schema, known)
  const fields = Object.entries(schema.properties).flatMap(([key, field]) =>
    slotsOf(field, `${name}.${key}`, known).map((slot) => within(slot, (value) => ({ ...whole, [key]: value }))),
  )
  return [wholeSlot(name, schema), ...fields, ...tableSlots(schema, name, known)]
}

const wholeSlot = (where: string, schema: JsonSchema): Slot => ({ where, schema, fill: (value) => value })
const within = ({ fill, ...slot }: Slot, wrap: (value: unknown) => unknown): Slot => ({
  ...slot,
  fill: (value) => wrap(fill(value)),
})

function tableSlots(
  { additionalProperties, propertyNames = { type: 'string' } }: JsonSchema,
  name: string,
  known: Known,
) {
  if (typeof additionalProperties !== 'object') return []
  const key = String(sampleOf(propertyNames, 'key', known))
  const sample = sampleOf(additionalProperties, key, known)
  return [
    { where: `${name}{key}`, schema: propertyNames, fill: (value: unknown) => ({ [String(value)]: sample }) },
    ...slotsOf(additionalProperties, `${name}{}`, known).map((slot) => within(slot, (value) => ({ [key]: value }))),
  ]
}

/** Returns whether the description accepts the value. A value that it refuses reaches no handler. */
export function admits(schema: JsonSchema, value: unknown): boolean {
  const variants = variantsOf(schema)
  if (variants) return variants.some((variant) => admits(variant, value))
  if (schema.const !== undefined || schema.enum) return (schema.enum ?? [schema.const]).includes(value)
  const types = [schema.type ?? []].flat()
  switch (typeof value) {
    case 'string':
      return types.includes('string') && fits(schema, value)
    case 'number':
      return types.some((type) => type === 'number' || type === 'integer') && isWithin(schema, value)
    default:
      return value === null ? types.includes('null') : types.includes(Array.isArray(value) ? 'array' : 'object')
  }
}

const isWithin = ({ type, minimum, maximum, exclusiveMinimum }: JsonSchema, value: number) =>
  (type !== 'integer' || Number.isInteger(value)) &&
  value >= (minimum ?? -Infinity) &&
  value <= (maximum ?? Infinity) &&
  value > (exclusiveMinimum ?? -Infinity)
