type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }
export type OpenApiDocument = { paths: Readonly<Record<string, JsonObject>>; components?: Json }

export type Comparison = {
  /** Operations such as `GET /api/me`. */
  added: string[]
  removed: string[]
  /** The statements about what an operation accepts or returns: those that are new (`+`) and those that are gone (`-`). */
  changed: { operation: string; lines: string[] }[]
  same: number
}

const methods = ['get', 'post', 'put', 'patch', 'delete']
/** Keys that explain an operation, and say nothing about what it accepts or returns. */
const explanatoryKeys = ['summary', 'description', 'operationId', 'tags', 'example', 'examples']

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the part of the document to which a reference such as `#/components/schemas/Person` refers. */
function resolveReference(document: OpenApiDocument, reference: string): Json {
  const steps = reference.replace(/^#\//, '').split('/')
  return steps.reduce<Json>(
    (node, step) => (isObject(node) ? (node[step] ?? null) : null),
    document as unknown as JsonObject,
  )
}

/**
 * Returns a part of the document with its references replaced and without its explanations. `inside` lists the references that
 * lead here; `isByName` means that the keys of `value` are names of properties.
 */
function shapeOf(document: OpenApiDocument, value: Json, inside: readonly string[] = [], isByName = false): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((element) => shapeOf(document, element, inside))
  if (!isObject(value)) return value
  const reference = isByName ? undefined : value['$ref']
  if (typeof reference === 'string')
    // A schema that contains itself stays a reference.
    return inside.includes(reference)
      ? reference
      : shapeOf(document, resolveReference(document, reference), [...inside, reference])
  const kept = Object.entries(value).filter(([key]) => isByName || !explanatoryKeys.includes(key))
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, shapeOf(document, inner, inside, !isByName && key === 'properties')]),
  )
}

/** Lists every statement of a shape with its path, so that two of them can be compared. */
function statementsOf(shape: Json, path: string): string[] {
  if (Array.isArray(shape))
    return (shape as readonly Json[]).flatMap((element, index) => {
      const name = isObject(element) ? element['name'] : ''
      return statementsOf(element, `${path}[${typeof name === 'string' ? name : String(index)}]`)
    })
  if (!isObject(shape)) return [`${path}: ${JSON.stringify(shape)}`]
  const entries = Object.entries(shape)
  if (entries.length === 0) return [`${path}: {}`]
  return entries.flatMap(([key, inner]) => statementsOf(inner, path === '' ? key : `${path}.${key}`))
}

const operationsOf = (document: OpenApiDocument) =>
  new Map(
    Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([method]) => methods.includes(method))
        .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, shapeOf(document, operation)] as const),
    ),
  )

/** Compares what the operations of two documents accept and return. Summaries and other texts do not count. */
export function compareDocuments(before: OpenApiDocument, now: OpenApiDocument): Comparison {
  const [earlier, present] = [operationsOf(before), operationsOf(now)]
  const kept = [...present.keys()].filter((operation) => earlier.has(operation))
  const changed = kept.flatMap((operation) => {
    const [old, current] = [earlier, present].map((all) => new Set(statementsOf(all.get(operation) ?? null, '')))
    const lines = [
      ...[...(old ?? [])].filter((line) => !current?.has(line)).map((line) => `- ${line}`),
      ...[...(current ?? [])].filter((line) => !old?.has(line)).map((line) => `+ ${line}`),
    ]
    return lines.length === 0 ? [] : [{ operation, lines }]
  })
  return {
    added: [...present.keys()].filter((operation) => !earlier.has(operation)),
    removed: [...earlier.keys()].filter((operation) => !present.has(operation)),
    changed,
    same: kept.length - changed.length,
  }
}
