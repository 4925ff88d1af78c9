import type { z } from 'zod'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { envelope } from './wire.ts'

export type CallTimeouts = { headersMs: number; totalMs: number }
/** The platform times out after 5 s in the other direction (doc 90930); a large response may take as long again. */
const timeouts: CallTimeouts = { headersMs: 5_000, totalMs: 10_000 }
/** Well above the largest expected response (user/list of a large department), well below a harmful size. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

export type Fetch = (request: Request) => Promise<Response>

export type Call = {
  method: 'GET' | 'POST'
  /** Path below `/cgi-bin/`. */
  api: string
  query?: Record<string, string>
  body?: unknown
  /** Bypasses the limiter of concurrent calls. */
  isUrgent?: boolean
  /** A person waits for the page: the call is retried on transient overload. */
  isAwaited?: boolean
}

export const get = (api: string, query: Record<string, string> = {}): Call => ({ method: 'GET', api, query })
export const post = (api: string, body: unknown): Call => ({ method: 'POST', api, body })

export type Platform = { baseUrl: string; fetch: Fetch; timeouts?: CallTimeouts }

/** Sends one call without retry. Success is `errcode` 0 or absent; everything else is thrown as a typed error. */
export async function callWecom<Answer extends z.ZodType>(
  platform: Platform,
  call: Call,
  answer: Answer,
): Promise<z.output<Answer>> {
  const json = await exchange(platform, call)
  const { errcode, errmsg } = read(envelope, json, call.api)
  if (errcode !== 0) throw new WecomRefusedError(errcode, call.api, addressIn(errmsg))
  return read(answer, json, call.api)
}

/** Uses two timers: one until the headers arrive, one for the whole response, so that a slow response ends too. */
async function exchange({ baseUrl, fetch, timeouts: limits = timeouts }: Platform, call: Call): Promise<unknown> {
  const controller = new AbortController()
  const abort = () => controller.abort(new DOMException('No answer in time', 'TimeoutError'))
  const headers = setTimeout(abort, limits.headersMs)
  const total = setTimeout(abort, limits.totalMs)
  const timedOut = whenAborted(controller.signal)
  try {
    const response = await Promise.race([fetch(requestOf(baseUrl, call, controller.signal)), timedOut])
    clearTimeout(headers)
    return await readJson(response, call.api, timedOut)
  } catch (cause) {
    throw cause instanceof WecomUnreachableError ? cause : unreachable(cause, call.api, controller.signal.aborted)
  } finally {
    clearTimeout(headers)
    clearTimeout(total)
  }
}

/**
 * Rejects when the signal aborts. `fetch` has only a weak reference to the signal: once the request is collected, an
 * abort ends neither the call nor the reading, so this waits separately.
 */
function whenAborted(signal: AbortSignal): Promise<never> {
  const timedOut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  // Prevents an unhandled rejection: usually the caller has finished before the signal aborts.
  timedOut.catch(() => {})
  return timedOut
}

function requestOf(baseUrl: string, { method, api, query = {}, body }: Call, signal: AbortSignal): Request {
  const url = `${baseUrl}/cgi-bin/${api}?${new URLSearchParams(query)}`
  const payload =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return new Request(url, { method, redirect: 'manual', signal, ...payload })
}

async function readJson(response: Response, api: string, timedOut: Promise<never>): Promise<unknown> {
  const isJson = /json|^text\/plain/.test(response.headers.get('content-type') ?? '')
  if (response.status !== 200 || !isJson) {
    await response.body?.cancel().catch(() => {})
    throw new WecomUnreachableError('bad_answer', api)
  }
  return JSON.parse(await readBounded(response, api, timedOut))
}

async function readBounded({ body }: Response, api: string, timedOut: Promise<never>): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  // Removes a byte order mark, which some proxies add.
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), timedOut])
      if (done) return text + decoder.decode()
      bytes += value.byteLength
      if (bytes > MAX_ANSWER_BYTES) throw new WecomUnreachableError('bad_answer', api)
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}

function read<Schema extends z.ZodType>(schema: Schema, json: unknown, api: string): z.output<Schema> {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new WecomUnreachableError('bad_answer', api, { cause: parsed.error })
  return parsed.data
}

// `…, from ip: 101.43.0.1, more info at …`: information that only the text contains.
const addressIn = (errmsg: string): string | null => /from ip: ?([0-9A-Fa-f.:]{3,45})/.exec(errmsg)?.[1] ?? null

function unreachable(cause: unknown, api: string, isTimeout: boolean): WecomUnreachableError {
  // The message of a failed fetch or parse may contain the token, so it is dropped.
  if (isTimeout) return new WecomUnreachableError('timeout', api)
  return new WecomUnreachableError(cause instanceof SyntaxError ? 'bad_answer' : 'dropped', api)
}
