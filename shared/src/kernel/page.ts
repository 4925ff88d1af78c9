import * as z from 'zod/mini'

/** Rows per page of a list. */
export const PAGE_SIZE = 20

/** Rows per page of a table of the desk. */
export const DESK_PAGE_SIZE = 100

/** `after` is the opaque `next` of the previous page. */
export const pageQuery = z.strictObject({
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,200}$/))),
})
export type PageQuery = z.infer<typeof pageQuery>

export const pageOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), next: z.nullable(z.string()) })
