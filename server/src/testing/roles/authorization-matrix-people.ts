import type { MemberActor, Role } from '@desk/shared/identity/actor'
import type { Kit } from '../kit.ts'
import type { Persona } from './authorization-matrix.ts'

/** Relation of a person's department to that of the request. */
const relations = ['department', 'sibling', 'parent', 'other'] as const
/** Position of a person: an employee, an admin of their department, or a holder of one role. */
const positions = ['employee', 'dept_admin', 'ops', 'ops_lead', 'hr', 'compliance', 'auditor'] as const
type Position = (typeof positions)[number]

const grantsOf = (position: Position, department: number): { roles?: readonly Role[]; adminOf?: readonly number[] } => {
  if (position === 'employee') return {}
  return position === 'dept_admin' ? { adminOf: [department] } : { roles: [position] }
}

/**
 * Creates every position in every relation, an anonymous caller, and for each position a person with a request of their
 * own.
 */
export async function matrixPeople({ given }: Kit) {
  const company = await given.department({ name: '公司' })
  const parent = await given.department({ parent: company, name: '质量中心' })
  const departments = {
    parent,
    department: await given.department({ parent, name: '来料检验组' }),
    sibling: await given.department({ parent, name: '出货检验组' }),
    other: await given.department({ parent: company, name: '销售部' }),
  }
  const person = (position: Position, relation: keyof typeof departments, name: string): Promise<MemberActor> =>
    given.member({
      userid: `${position}-${name}`,
      department: departments[relation],
      position: '质检工程师',
      ...grantsOf(position, departments[relation]),
    })

  const others: Persona[] = [{ name: 'nobody', actor: null }]
  const owners: MemberActor[] = []
  for (const position of positions) {
    for (const relation of relations)
      others.push({ name: `${position} of ${relation}`, actor: await person(position, relation, relation) })
    owners.push(await person(position, 'department', 'own'))
  }
  const [applicant] = owners
  if (!applicant) throw new Error('there must be an employee with a request of their own')
  return { applicant, owners, others }
}

/** Returns one person per position, where the relation does not matter. */
export const onePerPosition = (personas: readonly Persona[]): Persona[] =>
  personas.filter(({ name }) => !relations.some((relation) => relation !== 'other' && name.endsWith(` of ${relation}`)))

export const TRANSFER_TARGET = 'dept_admin-parent'
