import * as z from 'zod/mini'

/** Returns the schema of the number of rows in a page, in a URL. */
export const limitText = (most: number) =>
  z.string().check(
    z.regex(/^[1-9]\d{0,3}$/),
    z.refine((digits) => Number(digits) <= most, { error: 'number.too_large' }),
    z.describe(`一页最多几条，1 到 ${most}，不传时 ${most}`),
  )
