import * as z from 'zod/mini'

/** The largest number that a column of type `integer` holds. */
const LARGEST = 2_147_483_647

/**
 * A whole number that comes from outside and is held against a column: a version, an edition, a count. By one less than the
 * column holds, since a version is written back as the next one.
 */
export const wholeNumber = (least: number, most = LARGEST - 1) => z.int().check(z.gte(least), z.lte(most))

/** A department of WeCom's: the root is 1, the one for whoever has none is the largest. */
export const departmentId = wholeNumber(1, LARGEST)

/** The same, or 0 for the company. */
export const departmentOrCompany = wholeNumber(0, LARGEST)

/** Whether these digits stand for a number that a column holds. */
export const isColumnNumber = (digits: string): boolean => Number(digits) <= LARGEST

/** The same in an address. */
export const departmentText = z.string().check(z.regex(/^\d{1,10}$/), z.refine(isColumnNumber, { error: 'too_big' }))

/** The number of an entry that is counted for ever, in an address: such columns are `bigint`. */
export const entryText = z.string().check(z.regex(/^\d{1,15}$/))
