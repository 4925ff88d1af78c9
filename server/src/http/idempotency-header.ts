import * as z from 'zod/mini'

/** Created by the browser when the form opens; at most 255 characters, the limit of Stripe. */
const key = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,255}$/))

export const idempotencyHeader = z.object({ 'idempotency-key': key })

/** For commands: one that is repeated after a lost response is not executed again. */
export const optionalIdempotencyHeader = z.object({ 'idempotency-key': z.optional(key) })
