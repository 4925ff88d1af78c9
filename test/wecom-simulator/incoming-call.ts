import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { z } from 'zod'
import type { Upload } from './media-file.ts'

/** Calls in the same process (`app.request`) have no socket. */
export type SimEnv = { Bindings: Partial<HttpBindings> }

/** A request to the API, parsed. */
export type Incoming = {
  method: string
  path: string
  query: Record<string, string>
  body: unknown
  isMalformed: boolean
  upload: Upload | null
  ip: string
}

const uploadOf = async (c: Context<SimEnv>): Promise<Upload | null> => {
  const form = await c.req.formData().catch(() => null)
  const media = form?.get('media')
  if (!(media instanceof File)) return null
  const bytes = Buffer.from(await media.arrayBuffer())
  return { filename: media.name, contentType: media.type || 'application/octet-stream', bytes }
}

/** Returns the IPv4 address for `::ffff:10.0.0.1`, as IP lists contain it. */
const addressOf = (c: Context<SimEnv>): string =>
  (c.env?.incoming?.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')

export const readIncoming = async (c: Context<SimEnv>): Promise<Incoming> => {
  const incoming = { method: c.req.method, path: c.req.path, query: c.req.query(), ip: addressOf(c), upload: null }
  if (c.req.header('content-type')?.startsWith('multipart/form-data')) {
    const upload = await uploadOf(c)
    const body = upload && { media: upload.filename, bytes: upload.bytes.length }
    return { ...incoming, body, isMalformed: false, upload }
  }
  const text = c.req.method === 'POST' ? await c.req.text() : ''
  try {
    return { ...incoming, body: text === '' ? undefined : (JSON.parse(text) as unknown), isMalformed: false }
  } catch {
    return { ...incoming, body: text, isMalformed: true }
  }
}

/** Parses the JSON body of a control request. An invalid body throws a ZodError, which responds 400. */
export const parseBody = async <T>(c: Context, schema: z.ZodType<T>): Promise<T> =>
  schema.parse(await c.req.json().catch(() => ({})))
