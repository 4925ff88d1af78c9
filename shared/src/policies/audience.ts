import * as z from 'zod/mini'
import { roles } from '../identity/actor.ts'
import { sameUserid, useridSchema } from '../kernel/ids.ts'
import { departmentId } from '../kernel/whole-number.ts'

const audienceRoles = [...roles, 'dept_admin'] as const

/** The people whom a policy binds or a campaign asks: everyone, or people who match any of the other rules. A department includes those below it. */
export const audience = z.strictObject({
  everyone: z.boolean(),
  departments: z.array(departmentId).check(z.maxLength(500)),
  roles: z.array(z.enum(audienceRoles)),
  partners: z.boolean(),
  people: z.array(useridSchema).check(z.maxLength(500)),
})
export type Audience = z.infer<typeof audience>

export type AudienceFacts = {
  userid: string
  /** The path from the root to each department of the person. */
  departmentPaths: readonly (readonly number[])[]
  roles: readonly string[]
  isPartner: boolean
}

/** Returns whether the audience includes the person. */
export function isInAudience(rule: Audience, facts: AudienceFacts): boolean {
  if (rule.everyone) return true
  if (rule.partners && facts.isPartner) return true
  if (rule.people.some((userid) => sameUserid(userid, facts.userid))) return true
  if (rule.roles.some((role) => facts.roles.includes(role))) return true
  return facts.departmentPaths.some((path) => rule.departments.some((department) => path.includes(department)))
}

export const isEmptyAudience = ({ everyone, departments, roles: named, partners, people }: Audience): boolean =>
  !everyone && !partners && departments.length + named.length + people.length === 0
