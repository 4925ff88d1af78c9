import { type Id, type IdKind, idSchema } from '@desk/shared/kernel/ids'
import type * as z from 'zod/mini'
import { InvalidInputError } from './app-error.ts'
import { parseJson } from './parse-json.ts'

/** Encodes the position of a list: the sort values of the last row of the previous page. */
const encodeCursor = (position: readonly string[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/**
 * Cuts a page from rows, of which one more than `size` was read to detect a following page. `next`: the cursor of that page,
 * from the position of the last row shown; null: there is none.
 */
export function cutPage<Row>(
  rows: readonly Row[],
  size: number,
  positionOf: (last: Row) => readonly string[],
): { shown: Row[]; next: string | null } {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return { shown, next: rows.length > size && last ? encodeCursor(positionOf(last)) : null }
}

/**
 * Decodes a position. Null: the first page. @throws InvalidInputError unless `encodeCursor` made it from a value that
 * `schema` accepts
 */
export function decodeCursor<Position>(schema: z.ZodMiniType<Position>, after: string | undefined): Position | null {
  if (after === undefined) return null
  const position = schema.safeParse(parseJson(Buffer.from(after, 'base64url').toString()))
  if (position.success) return position.data
  throw new InvalidInputError('Invalid cursor', [{ path: 'after', code: 'invalid_format' }])
}

/** Returns the id after which a list continues; null: the first page. @throws InvalidInputError for another text */
export function decodeIdCursor<K extends IdKind>(kind: K, after: string | undefined): Id<K> | null {
  if (after === undefined) return null
  const id = idSchema(kind).safeParse(after)
  if (id.success) return id.data
  throw new InvalidInputError('Invalid cursor', [{ path: 'after', code: 'invalid_format' }])
}
