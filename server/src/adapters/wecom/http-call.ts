import type { z } from 'zod'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { envelope } from './wire.ts'

/** The platform cuts us off after 5 s in the other direction (doc 90930); the same patience here. */
const TIMEOUT_MS = 5_000
/** Far above the largest answer we expect (user/list of a big department), far below what hurts. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

export type Fetch = (request: Request) => Promise<Response>

export type Call = {
  method: 'GET' | 'POST'
  /** Below `/cgi-bin/`. */
  api: string
  query?: Record<string, string>
  body?: unknown
}

/** One call, no retry. Success is `errcode` 0 or absent; everything else is thrown, typed. */
export async function callWecom<Answer extends z.ZodType>(
  baseUrl: string,
  fetch: Fetch,
  call: Call,
  answer: Answer,
): Promise<z.output<Answer>> {
  const response = await send(baseUrl, fetch, call)
  const json = await readJson(response, call.api)
  const { errcode } = read(envelope, json, call.api)
  if (errcode !== 0) throw new WecomRefusedError(errcode, call.api)
  return read(answer, json, call.api)
}

async function send(baseUrl: string, fetch: Fetch, { method, api, query = {}, body }: Call): Promise<Response> {
  const url = `${baseUrl}/cgi-bin/${api}?${new URLSearchParams(query)}`
  const init: RequestInit = { method, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }
  const payload =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  try {
    return await fetch(new Request(url, { ...init, ...payload }))
  } catch (cause) {
    throw unreachable(cause, api)
  }
}

async function readJson(response: Response, api: string): Promise<unknown> {
  const isJson = /json|^text\/plain/.test(response.headers.get('content-type') ?? '')
  if (response.status !== 200 || !isJson) {
    await response.body?.cancel().catch(() => {})
    throw new WecomUnreachableError('bad_answer', api)
  }
  try {
    return JSON.parse(await readBounded(response, api))
  } catch (cause) {
    throw cause instanceof WecomUnreachableError ? cause : unreachable(cause, api)
  }
}

async function readBounded(response: Response, api: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) throw new WecomUnreachableError('bad_answer', api)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function read<Schema extends z.ZodType>(schema: Schema, json: unknown, api: string): z.output<Schema> {
  const parsed = schema.safeParse(json)
  if (!parsed.success) throw new WecomUnreachableError('bad_answer', api, { cause: parsed.error })
  return parsed.data
}

function unreachable(cause: unknown, api: string): WecomUnreachableError {
  if (cause instanceof SyntaxError) return new WecomUnreachableError('bad_answer', api, { cause })
  const isTimeout = cause instanceof DOMException && cause.name === 'TimeoutError'
  // The message of a failed fetch may hold the URL, and with it the token: it is not kept.
  return new WecomUnreachableError(isTimeout ? 'timeout' : 'dropped', api)
}
