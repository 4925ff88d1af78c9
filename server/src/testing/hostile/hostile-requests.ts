import { routeRules } from '@desk/shared/pages/route-rules'
import { admits, type JsonSchema, type Known, sampleOf, slotsOf } from './sample-from-schema.ts'
import {
  forgedCursors,
  hostileCookies,
  hostileEscapes,
  hostileOthers,
  hostilePatterned,
  hostileTexts,
  isHeaderValue,
} from './hostile-values.ts'

type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: JsonSchema }
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: JsonSchema }> } }
export type Description = { paths: Record<string, Record<string, Operation>> }

/** One request. `attack` names its hostile part. */
export type HostileRequest = {
  method: string
  address: string
  headers: Record<string, string>
  body?: unknown
  attack: string
}
/** `route` as in the rule table. */
export type RouteRequests = { route: string; plain: HostileRequest; hostile: readonly HostileRequest[] }
type KnownFor = (path: string) => Known

/**
 * Returns the calls of all described routes: a plain one, and for each parameter and each field of the body one with each
 * hostile value, the rest being as in the plain one. Left out are values that the pattern of a parameter or the schema of a
 * field refuses.
 */
export const describedRequests = ({ paths }: Description, knownFor: KnownFor): RouteRequests[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => requestsOf(path, method, operation, knownFor(path))),
  )

function requestsOf(path: string, method: string, operation: Operation, knownValues: Known): RouteRequests {
  const { parameters = [], requestBody } = operation
  const schema = requestBody?.content['application/json']?.schema
  const parametersIn = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place)
  const known = { ...samplesOf(parametersIn('path')), ...knownValues }
  const headers = Object.fromEntries(parametersIn('header').map(({ name }) => [name, 'key-of-the-request']))
  const needed = parametersIn('query').filter(({ required }) => required === true)
  const query = Object.fromEntries(
    needed.map((parameter) => [parameter.name, String(sampleOf(parameter.schema, parameter.name, known))]),
  )
  const plain: HostileRequest = {
    method: method.toUpperCase(),
    address: addressOf(path, known, query),
    headers,
    ...(schema ? { body: sampleOf(schema, 'body', known) } : {}),
    attack: 'nothing hostile',
  }
  const hostile = [
    ...parametersIn('path').flatMap((parameter) => inPath(plain, path, parameter, known)),
    ...parametersIn('query').flatMap((parameter) =>
      textsFor(parameter).map((value) => ({
        ...plain,
        address: addressOf(path, known, { ...query, [parameter.name]: value }),
        attack: `query ${parameter.name}=${abbreviate(value)}`,
      })),
    ),
    ...parametersIn('header').flatMap((parameter) =>
      textsFor(parameter)
        .filter(isHeaderValue)
        .map((value) => ({
          ...plain,
          headers: { ...headers, [parameter.name]: value },
          attack: `header ${parameter.name}=${abbreviate(value)}`,
        })),
    ),
    ...(schema ? inBody(plain, schema, known) : []),
  ]
  return { route: routeOf(method, path), plain, hostile }
}

const routeOf = (method: string, path: string) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`

const samplesOf = (parameters: readonly Parameter[]): Known =>
  Object.fromEntries(parameters.map(({ name, schema }) => [name, sampleOf(schema, name, {})]))

/** Returns the hostile texts for a field: the validator refuses values that do not match its pattern. */
const textsFor = ({ name, schema }: Pick<Parameter, 'name' | 'schema'>): readonly string[] => {
  const all = name === 'after' ? [...hostilePatterned, ...forgedCursors] : hostilePatterned
  return schema.pattern === undefined ? hostileTexts : all.filter((value) => admits(schema, value))
}

const inBody = (plain: HostileRequest, schema: JsonSchema, known: Known): HostileRequest[] =>
  slotsOf(schema, 'body', known).flatMap(({ where, schema: own, fill }) =>
    [...textsFor({ name: where, schema: own }), ...hostileOthers]
      .filter((value) => admits(own, value))
      .map((value) => ({ ...plain, body: fill(value), attack: `${where}=${abbreviate(value)}` })),
  )

function inPath(
  plain: HostileRequest,
  path: string,
  { name, schema }: Pick<Parameter, 'name' | 'schema'>,
  known: Known,
) {
  const texts = textsFor({ name, schema }).map((value) => encodeURIComponent(wellFormed(value)))
  return [...texts, ...hostileEscapes].map((value) => ({
    ...plain,
    address: addressOf(
      path.replace(placeholder(name), () => value),
      known,
      {},
    ),
    attack: `path ${name}=${abbreviate(value)}`,
  }))
}

/** Matches `{id}` of the description, `:id` and `:token{…}` of the rule table. */
const placeholder = (name: string) => new RegExp(`\\{${name}\\}|:${name}(\\{.*\\})?(?=/|$)`)

function addressOf(path: string, known: Known, query: Record<string, string>): string {
  const filled = path
    .replaceAll(
      /\{([a-zA-Z]+)\}|:([a-zA-Z]+)(\{.*\})?/g,
      (_all, inBraces: string | undefined, afterColon: string | undefined) =>
        String(known[inBraces ?? afterColon ?? ''] ?? 'unknown'),
    )
    .replace('*', 'missing.js')
  const search = new URLSearchParams(query)
  return search.size === 0 ? filled : `${filled}?${search}`
}

/** Replaces halves of a surrogate pair, which have no UTF-8, as a browser does before it encodes a URL. */
const wellFormed = (text: string) => text.replaceAll(/[\ud800-\udfff]/gu, '\ufffd')

/** Undocumented query parameters of sign-in and callbacks. */
const ofSignIn = ['to', 'fresh', 'code', 'state', 'gate']
const ofCallbacks = ['msg_signature', 'timestamp', 'nonce', 'echostr']

/** Returns the calls of all other routes: pages, links, sign-in, downloads, callbacks. */
export function undescribedRequests({ paths }: Description, knownFor: KnownFor): RouteRequests[] {
  const described = new Set(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => routeOf(method, path)),
    ),
  )
  /** Returns the query parameters of the API route that has the path of a page after `/api`: the page reads them from its URL. */
  const queryParametersOf = (path: string) =>
    (paths[`/api${path}`.replaceAll(/:(\w+)/g, '{$1}')]?.['get']?.parameters ?? []).filter(
      (parameter) => parameter.in === 'query',
    )
  return Object.keys(routeRules)
    .filter((route) => !described.has(route))
    .map((route) => {
      const [method = '', path = ''] = route.split(' ')
      const others = (path.startsWith('/wecom/') ? ofCallbacks : ofSignIn).map((name) => ({ name, schema: {} }))
      return requestsOfPage({ method, path }, { own: queryParametersOf(path), others }, knownFor(path))
    })
}

type Names = Record<'own' | 'others', readonly Pick<Parameter, 'name' | 'schema'>[]>

function requestsOfPage({ method, path }: { method: string; path: string }, { own, others }: Names, known: Known) {
  const headers = { accept: 'text/html', 'sec-fetch-dest': 'document' }
  const plain: HostileRequest = { method, address: addressOf(path, known, {}), headers, attack: 'nothing hostile' }
  const withQuery = (names: readonly string[], value: string): HostileRequest => ({
    ...plain,
    address: addressOf(path, known, Object.fromEntries(names.map((name) => [name, value]))),
    attack: `query ${names.join()}=${abbreviate(value)}`,
  })
  const isBeforeSignIn = /^\/(auth|wecom)/.test(path)
  const alone = isBeforeSignIn ? [...own, ...others] : own
  // Most cookies are read in the same way for every page, so that one page stands for all; some only at sign-in and by a case.
  const cookies = path === '/' || isBeforeSignIn || path === '/lost-device/:id' ? hostileCookies : []
  const hostile = [
    ...[...path.matchAll(/:([a-zA-Z]+)/g)].flatMap(([, name = '']) => inPath(plain, path, { name, schema: {} }, known)),
    ...hostileTexts.slice(0, 3).map((value) =>
      withQuery(
        [...own, ...others].map(({ name }) => name),
        value,
      ),
    ),
    ...cookies.map((cookie) => ({
      ...plain,
      headers: { ...headers, cookie },
      attack: `cookie ${cookie.slice(0, 40)}`,
    })),
    ...alone.flatMap((parameter) => textsFor(parameter).map((value) => withQuery([parameter.name], value))),
  ]
  return { route: `${method} ${path}`, plain, hostile }
}

const abbreviate = (value: unknown) => JSON.stringify(value).slice(0, 60)
