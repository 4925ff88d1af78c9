import type { Duties } from '@desk/shared/policies/duties'
import { sql } from 'drizzle-orm'
import { policies, policyVersions } from '../../../db/schema/index.ts'

/** What the content of a published version says besides its text. */
export type PolicyTerms = {
  titleZh: string
  titleEn: string | null
  daysToSign: number
  joinerDays: number
  /** Months for which a signature is valid, and since when this holds; null: without end. */
  reaffirmMonths: number | null
  reaffirmSinceMs: number | null
  remindEveryDays: number
  signing: 'tick' | 'typed_name'
  isBeforeUse: boolean
  duties: Duties
}

const content = policyVersions.content

/**
 * SQL: since when all versions in force have had this term, in epoch milliseconds; null without the term. So no signature
 * lapses before the term was published.
 */
const reaffirmSince = sql`case when ${content} ->> 'reaffirmMonths' is not null then (
  select extract(epoch from min(v.published_at)) * 1000 from ${policyVersions} v
  where v.policy_id = ${policies.id} and v.published_at is not null and v.no > coalesce((
    select max(other.no) from ${policyVersions} other
    where other.policy_id = ${policies.id} and other.published_at is not null and other.no < ${policyVersions.no}
      and other.content ->> 'reaffirmMonths' is distinct from ${content} ->> 'reaffirmMonths'), 0))::float8 end`

/** SQL: the terms of a row of `policy_versions`. Reads the whole content, which is long. */
export const termsColumn = sql`jsonb_build_object(
  'titleZh', ${content} -> 'zh' ->> 'title',
  'titleEn', ${content} -> 'en' ->> 'title',
  'daysToSign', (${content} ->> 'daysToSign')::int,
  'joinerDays', (${content} ->> 'joinerDays')::int,
  'reaffirmMonths', (${content} ->> 'reaffirmMonths')::int,
  'reaffirmSinceMs', ${reaffirmSince},
  'remindEveryDays', (${content} ->> 'remindEveryDays')::int,
  'signing', ${content} ->> 'signing',
  'isBeforeUse', coalesce((${content} ->> 'isBeforeUse')::boolean, false),
  'duties', coalesce((select jsonb_object_agg(clause ->> 'id', clause ->> 'dutyOf')
    from jsonb_array_elements(${content} -> 'clauses') clause where clause ->> 'dutyOf' is not null), '{}'))`
