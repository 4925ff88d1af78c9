import * as z from 'zod/mini'

/** The largest number of an `integer` column. */
const LARGEST = 2_147_483_647

/**
 * Returns the schema of a whole number from outside that is compared with a column: a version, an edition, a count. The
 * default maximum is one less than the column's, since a version is incremented before it is written.
 */
export const wholeNumber = (least: number, most = LARGEST - 1) => z.int().check(z.gte(least), z.lte(most))

/** A WeCom department: the root is 1, the one for members without a department is the largest. */
export const departmentId = wholeNumber(1, LARGEST)

/** A department, or 0 for the company. */
export const departmentOrCompany = wholeNumber(0, LARGEST)

/** Returns whether these digits fit an `integer` column. */
export const isColumnNumber = (digits: string): boolean => Number(digits) <= LARGEST

/** A department in a URL. */
export const departmentText = z
  .string()
  .check(z.regex(/^\d{1,10}$/), z.refine(isColumnNumber, { error: 'number.too_large' }))

/** The number of a `bigint` sequence in a URL. */
export const entryText = z.string().check(z.regex(/^\d{1,15}$/))

/** Cursors of a list for programs, after a department and after an entry; empty: from the start. */
export const departmentCursor = z
  .string()
  .check(z.regex(/^\d{0,10}$/), z.refine(isColumnNumber, { error: 'number.too_large' }))
export const entryCursor = z.string().check(z.regex(/^\d{0,15}$/))
