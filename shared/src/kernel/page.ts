import * as z from 'zod/mini'

// The sizes have a separate file, so that the browser does not load the schemas for a number.
export { DESK_PAGE_SIZE, PAGE_SIZE } from './page-size.ts'

/** `after` is the opaque `next` of the previous page. */
export const pageQuery = z.strictObject({
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,200}$/))),
})
export type PageQuery = z.infer<typeof pageQuery>

export const pageOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), next: z.nullable(z.string()) })
