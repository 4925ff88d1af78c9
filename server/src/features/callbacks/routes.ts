import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from '../../http/app-env.ts'
import type { CallbackQuery, CallbackReceiver } from '../../ports/wecom-callbacks.ts'
import { type CallbackDeps, storeEvent } from './store-event.ts'

type ReceiverName = 'app' | 'contacts'
/** A receiver that is not configured responds as it does to a forged callback. */
type Options = { receivers: Partial<Record<ReceiverName, CallbackReceiver>> }

/** Exceeds the largest event, an encrypted tag change with a thousand members. */
const MAX_BODY_BYTES = 256 * 1024

/** Returns the same response for every callback that is not authentic. */
const refuse = (c: Context) => c.body(null, 403)
const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuse })

/**
 * Receives WeCom's callbacks: stores them unchanged and responds at once with an empty 200 (doc 90930). A job reads the
 * changed objects later, since order and content of callbacks are not trusted.
 */
export const callbackRoutes = (deps: CallbackDeps, { receivers }: Options) =>
  new Hono<AppEnv>()
    .get('/wecom/callback/app', (c) => verify(c, receivers.app))
    .post('/wecom/callback/app', limit, (c) => receive(deps, c, 'app', receivers.app))
    .get('/wecom/callback/contacts', (c) => verify(c, receivers.contacts))
    .post('/wecom/callback/contacts', limit, (c) => receive(deps, c, 'contacts', receivers.contacts))

/** Answers the URL verification of WeCom's console: the plaintext alone, within one second, without a line break. */
function verify(c: Context<AppEnv>, receiver: CallbackReceiver | undefined): Response {
  // Base64 has no spaces: a space is an unescaped plus sign.
  const echostr = readSingleParameter(c, 'echostr').replaceAll(' ', '+')
  const plain = receiver?.echo(callbackQuery(c), echostr) ?? null
  return plain === null ? refuse(c) : c.text(plain, 200)
}

async function receive(
  deps: CallbackDeps,
  c: Context<AppEnv>,
  name: ReceiverName,
  receiver: CallbackReceiver | undefined,
): Promise<Response> {
  const received = receiver?.receive(callbackQuery(c), await c.req.text()) ?? 'forged'
  const { requestId } = c.var
  if (received === 'forged') {
    deps.log.warn({ receiver: name, requestId }, 'callback refused')
    return refuse(c)
  }
  if (received === 'unreadable') {
    deps.log.warn({ receiver: name, requestId }, 'authentic callback dropped: unsupported event')
    return c.body(null, 200)
  }
  const isNew = await storeEvent(deps, name, received)
  deps.log.info({ receiver: name, event: received.event, isNew, requestId }, 'callback received')
  return c.body(null, 200)
}

const callbackQuery = (c: Context<AppEnv>): CallbackQuery => ({
  signature: readSingleParameter(c, 'msg_signature'),
  timestamp: readSingleParameter(c, 'timestamp'),
  nonce: readSingleParameter(c, 'nonce'),
})

/** Returns a query parameter that is present exactly once, else an empty string. */
function readSingleParameter(c: Context<AppEnv>, name: string): string {
  const values = c.req.queries(name) ?? []
  return values.length === 1 ? (values[0] ?? '') : ''
}
