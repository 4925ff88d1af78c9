import type { z } from 'zod'
import { refuse } from './errors.ts'
import type { FileAnswer, Upload } from './media-file.ts'
import type { TokenKind } from './token-kind.ts'
import type { SimulatorContext } from './simulator-context.ts'

export type Answer = Record<string, unknown> | FileAnswer

/**
 * Whose call it is: `agent` interactive calls · `agentRead` reads that the contacts secret lost in 2022 (48009) ·
 * `contactsWrite` and `contactsOnly`, refused to the app (48002) · `either` · `none` needs no token.
 */
export type TokenRule = 'agent' | 'agentRead' | 'contactsWrite' | 'contactsOnly' | 'either' | 'none'

type Caller = {
  context: SimulatorContext
  token: TokenKind
  /** Where the call came from. */
  ip: string
  /** The part `media` of a multipart body. */
  upload: Upload | null
}

type RawCall = Caller & { query: Record<string, string>; body: unknown }

export type Endpoint = { method: 'GET' | 'POST'; path: string; token: TokenRule; run(call: RawCall): Answer }

type Spec<Q, B> = {
  token: TokenRule
  query?: z.ZodType<Q>
  body?: z.ZodType<B>
  handle(call: Caller & { query: Q; body: B }): Answer
}

/** A value the schema does not admit fails here, as at the platform: 40035, with the field. */
const admit = <T>(schema: z.ZodType<T> | undefined, value: unknown): T => {
  if (!schema) return undefined as T
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(40035, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}

const define = <Q, B>(method: 'GET' | 'POST', path: string, spec: Spec<Q, B>): Endpoint => ({
  method,
  path: `/cgi-bin/${path}`,
  token: spec.token,
  run: ({ query, body, ...caller }) =>
    spec.handle({ ...caller, query: admit(spec.query, query), body: admit(spec.body, body) }),
})

export const get = <Q = undefined>(path: string, spec: Omit<Spec<Q, undefined>, 'body'>): Endpoint =>
  define<Q, undefined>('GET', path, spec)

export const post = <B = undefined, Q = undefined>(path: string, spec: Spec<Q, B>): Endpoint =>
  define<Q, B>('POST', path, spec)

export const requireRight = (context: SimulatorContext, rule: TokenRule, token: TokenKind): void => {
  const { switches } = context.state
  if (rule === 'agent' && token === 'contacts') refuse(48002)
  if (rule === 'agentRead' && token === 'contacts' && switches.contactsReads === 'refused') refuse(48009)
  if (rule === 'contactsWrite' && token === 'agent') refuse(switches.agentWriteCode)
  if (rule === 'contactsOnly' && token === 'agent') refuse(48002)
}
