import type { z } from 'zod'
import { refuse } from './errors.ts'
import type { FileResult, Upload } from './media-file.ts'
import type { TokenKind } from './token-kind.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type ApiResult = Record<string, unknown> | FileResult

/**
 * Tokens that an endpoint accepts. `agent`: the app's (else 48002). `agentRead`: the app's, since 2022 not the contacts
 * token's (48009). `contactsWrite`, `contactsOnly`: the contacts token's (else 48002). `either`: both. `none`: no token.
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

/** Parses a value, or refuses it with 40035 and the name of the field, as WeCom does. */
const parseOrRefuse = <T>(schema: z.ZodType<T> | undefined, value: unknown): T => {
  if (!schema) return undefined as T
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(40035, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
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

export const requireRight = (context: SimulatorContext, rule: TokenRule, token: TokenKind): void => {
  const { switches } = context.state
  if (rule === 'agent' && token === 'contacts') refuse(48002)
  if (rule === 'agentRead' && token === 'contacts' && switches.contactsReads === 'refused') refuse(48009)
  if (rule === 'contactsWrite' && token === 'agent') refuse(switches.agentWriteCode)
  if (rule === 'contactsOnly' && token === 'agent') refuse(48002)
}
