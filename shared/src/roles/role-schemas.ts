import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { pageQuery } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { departmentId, wholeNumber } from '../kernel/whole-number.ts'
import { memberRef } from '../directory/member-ref.ts'
import { grantRoles, roleSwitches } from './role-names.ts'

const grantView = z.object({
  id: idSchema('grant'),
  role: z.enum(grantRoles),
  member: memberRef,
  /** False for a disabled, departed or invisible member, whose grant has no effect. */
  isActive: z.boolean(),
  departmentId: z.nullable(z.int()),
  /** Names from below the root down to the department; the company name for the root. */
  department: z.array(z.string()),
  startsOn: z.nullable(z.string()),
  endsOn: z.nullable(z.string()),
  isDeputy: z.boolean(),
  /** Who granted or confirmed it; null: WeCom's leader, or a role from the configuration. */
  grantedBy: z.nullable(memberRef),
  grantedAt: instant,
  /**
   * `proposed`: WeCom names the member as leader, and ops have not confirmed it. `lead_lost`: WeCom no longer does, and ops
   * have not ended the grant.
   */
  state: z.enum(['live', 'coming', 'proposed', 'lead_lost']),
})
export type GrantView = z.infer<typeof grantView>

/** A role setting, with the version that a change must contain. */
const switchView = z.object({ value: z.boolean(), version: z.int() })

export const rolesQuery = z.strictObject({
  ...pageQuery.shape,
  /** The beginning of a member's name, pinyin or initials, or part of the name of a department or a role. */
  q: z.optional(lineOfText(64)),
})
export type RolesQuery = z.infer<typeof rolesQuery>

export const rolesView = z.object({
  /** Company-wide grants. */
  company: z.array(grantView),
  departments: z.object({ items: z.array(grantView), next: z.nullable(z.string()) }),
  proposals: z.object({ count: z.int(), items: z.array(grantView) }),
  leadersNeedConfirmation: switchView,
  separateDuties: switchView,
  /** Roles that the caller may grant and end. */
  mayGrant: z.array(z.enum(grantRoles)),
})
export type RolesView = z.infer<typeof rolesView>

export const grantBody = z
  .strictObject({
    role: z.enum(grantRoles),
    userid: useridSchema,
    departmentId: z.optional(departmentId),
    startsOn: z.optional(calendarDay),
    endsOn: z.optional(calendarDay),
    isDeputy: z.optional(z.boolean()),
  })
  .check(
    z.refine((grant) => (grant.role === 'dept_admin') === (grant.departmentId !== undefined), {
      error: 'role.department_mismatch',
      path: ['departmentId'],
    }),
    z.refine((grant) => grant.role === 'dept_admin' || grant.isDeputy !== true, {
      error: 'role.no_deputy',
      path: ['isDeputy'],
    }),
    z.refine(({ startsOn, endsOn }) => startsOn === undefined || endsOn === undefined || startsOn <= endsOn, {
      error: 'role.ends_before_start',
      path: ['endsOn'],
    }),
  )
export type GrantBody = z.infer<typeof grantBody>

/** Proposals to confirm together. */
export const confirmBody = z.strictObject({
  ids: z.array(idSchema('grant')).check(z.minLength(1), z.maxLength(200)),
})

export const roleSwitchBody = z.strictObject({
  name: z.enum(roleSwitches),
  value: z.boolean(),
  version: wholeNumber(0),
})

/** Search text: part of a department's name. */
export const departmentQuery = z.strictObject({
  q: lineOfText(32).check(z.minLength(1, { error: 'search.too_short' })),
})
export const departmentHits = z.object({ items: z.array(z.object({ id: z.int(), path: z.array(z.string()) })) })
export type DepartmentHits = z.infer<typeof departmentHits>
