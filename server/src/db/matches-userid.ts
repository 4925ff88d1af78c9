import { eq, type Placeholder, type SQL, sql, type SQLWrapper } from 'drizzle-orm'

/**
 * Returns the SQL condition: the column contains this userid. Compares without case: WeCom ignores it, and answers some
 * calls in lower case. A placeholder gets the userid in lower case.
 */
export const matchesUserid = (column: SQLWrapper, userid: string | Placeholder): SQL =>
  eq(sql`lower(${column})`, typeof userid === 'string' ? userid.toLowerCase() : userid)
