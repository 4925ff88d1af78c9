import type { z } from 'zod'
import { refuse } from './errors.ts'
import type { FileResult, Upload } from './media-file.ts'
import type { TokenKind } from './token-kind.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type ApiResult = Record<string, unknown> | FileResult

/**
 * Tokens that an endpoint accepts. `agent`: the app's (else 48002). `agentRead`: the app's, since 2022 not the contacts
 * token (48009). `contactsWrite`: the contacts token (else the code of the switch `agentWriteCode`). `contactsOnly`: the
 * contacts token (else 48002). `either`: both. `none`: no token.
 */
export type TokenRule = 'agent' | 'agentRead' | 'contactsWrite' | 'contactsOnly' | 'either' | 'none'

type Caller = {
  context: SimulatorContext
  token: TokenKind
  /** The address of the caller. */
  ip: string
  /** The part `media` of a multipart body. */
  upload: Upload | null
}

type RawCall = Caller & { query: Record<string, string>; body: unknown }

export type Endpoint = { method: 'GET' | 'POST'; path: string; token: TokenRule; run(call: RawCall): ApiResult }

type Spec<Q, B> = {
  token: TokenRule
  query?: z.ZodType<Q>
  body?: z.ZodType<B>
  handle(call: Caller & { query: Q; body: B }): ApiResult
}

/** Codes of fields that are missing (doc 90313); 40063 for others. */
const missingCodes: Readonly<Record<string, number>> = {
  media_id: 41006,
  code: 41008,
  userid: 41009,
  agentid: 41011,
  tagid: 41017,
  tagname: 41018,
  department: 41019,
  department_id: 41019,
}
/** Codes of fields of another type (doc 90313); 40035 for other lists, 40058 for other fields. */
const mistypedCodes: Readonly<Record<string, number>> = { agentid: 40056, department: 41019, department_id: 41019 }

/** Parses a value, or refuses it with the code of the first field that is missing or invalid, and its name. */
const parseOrRefuse = <T>(schema: z.ZodType<T> | undefined, value: unknown): T => {
  if (!schema) return undefined as T
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const [field] = issue.path.map(String)
  if (field === undefined) return refuse(40058)
  const fieldValue = (value as Record<string, unknown>)[field]
  const isMissing = fieldValue === undefined || fieldValue === null
  if (isMissing) return refuse(missingCodes[field] ?? 40063, field)
  const isList = issue.code === 'invalid_type' && issue.expected === 'array'
  return refuse(mistypedCodes[field] ?? (isList ? 40035 : 40058), field)
}

const defineEndpoint = <Q, B>(method: 'GET' | 'POST', path: string, spec: Spec<Q, B>): Endpoint => ({
  method,
  path: `/cgi-bin/${path}`,
  token: spec.token,
  run: ({ query, body, ...caller }) =>
    spec.handle({ ...caller, query: parseOrRefuse(spec.query, query), body: parseOrRefuse(spec.body, body) }),
})

export const get = <Q = undefined>(path: string, spec: Omit<Spec<Q, undefined>, 'body'>): Endpoint =>
  defineEndpoint<Q, undefined>('GET', path, spec)

export const post = <B = undefined, Q = undefined>(path: string, spec: Spec<Q, B>): Endpoint =>
  defineEndpoint<Q, B>('POST', path, spec)

/** Refuses a token that the rule of an endpoint does not accept, with the code that the rule names. */
export const requireRight = (context: SimulatorContext, rule: TokenRule, token: TokenKind): void => {
  const { switches } = context.state
  if (rule === 'agent' && token === 'contacts') refuse(48002)
  if (rule === 'agentRead' && token === 'contacts' && switches.contactsReads === 'refused') refuse(48009)
  if (rule === 'contactsWrite' && token === 'agent') refuse(switches.agentWriteCode)
  if (rule === 'contactsOnly' && token === 'agent') refuse(48002)
}
