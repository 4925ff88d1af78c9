import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { AppEnv } from '../../http/app-env.ts'
import type { CallbackQuery, CallbackReceiver } from '../../ports/wecom-callbacks.ts'
import { type CallbackDeps, takeIn } from './store-callback.ts'

type ReceiverName = 'app' | 'contacts'
/** A receiver that is not configured answers like a forged push. */
type Options = { receivers: Partial<Record<ReceiverName, CallbackReceiver>> }

/** A tag change that names a thousand members, sealed, with room to spare. */
const MAX_BODY_BYTES = 256 * 1024

/** The one answer to everything that is not authentic, whatever is wrong with it. */
const refuse = (c: Context) => c.body(null, 403)
const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuse })

/**
 * WeCom's pushes: stored as they came and answered at once with 200 and nothing (doc 90930). What they mean is looked at
 * later, by re-reading, since order and content are not to be trusted.
 */
export const callbackRoutes = (deps: CallbackDeps, { receivers }: Options) =>
  new Hono<AppEnv>()
    .get('/wecom/callback/app', (c) => verify(c, receivers.app))
    .post('/wecom/callback/app', limit, (c) => receive(deps, c, 'app', receivers.app))
    .get('/wecom/callback/contacts', (c) => verify(c, receivers.contacts))
    .post('/wecom/callback/contacts', limit, (c) => receive(deps, c, 'contacts', receivers.contacts))

/** Setting the address in WeCom's console: the plaintext alone, within a second, without so much as a line break. */
function verify(c: Context<AppEnv>, receiver: CallbackReceiver | undefined): Response {
  // Base64 has no spaces: this was a plus sign that nobody escaped.
  const echostr = single(c, 'echostr').replaceAll(' ', '+')
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
    deps.log.warn({ receiver: name, requestId }, 'authentic callback dropped: no event that we accept')
    return c.body(null, 200)
  }
  const isNew = await takeIn(deps, name, received)
  deps.log.info({ receiver: name, event: received.event, isNew, requestId }, 'callback received')
  return c.body(null, 200)
}

const callbackQuery = (c: Context<AppEnv>): CallbackQuery => ({
  signature: single(c, 'msg_signature'),
  timestamp: single(c, 'timestamp'),
  nonce: single(c, 'nonce'),
})

/** Empty unless given exactly once. */
function single(c: Context<AppEnv>, name: string): string {
  const values = c.req.queries(name) ?? []
  return values.length === 1 ? (values[0] ?? '') : ''
}
