import type * as z from 'zod/mini'
import { InvalidInputError } from './app-error.ts'

/** Where a list goes on: the values that it is sorted by, of the last row of the page before. */
export const encodeCursor = (place: readonly string[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url')

/** Null: the first page. What was not made by `encodeCursor` from a place that `schema` takes is refused. */
export function decodeCursor<Place>(schema: z.ZodMiniType<Place>, after: string | undefined): Place | null {
  if (after === undefined) return null
  const place = schema.safeParse(parseJson(Buffer.from(after, 'base64url').toString()))
  if (place.success) return place.data
  throw new InvalidInputError('Invalid cursor', [{ path: 'after', code: 'invalid_format' }])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
