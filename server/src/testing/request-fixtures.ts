import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { DecisionBody, RequestView } from '@desk/shared/requests/request-schemas'
import { submitRequest } from '../features/requests/commands/submit-request.ts'
import type { Kit } from './kit.ts'

/** Creates a department with an admin and a member: the smallest company for a request. */
export async function smallCompany({ given }: Kit, overrides: { isConfirmed?: boolean } = {}) {
  const company = await given.department({ name: '澜江精密' })
  const department = await given.department({ parent: company, name: '来料检验组' })
  const applicant = await given.member({ userid: 'guoji', name: '郭𠮷', department, position: '质检工程师' })
  const admin = await given.member({ userid: 'limin', name: '李敏', department, adminOf: [department], ...overrides })
  return { company, department, applicant, admin }
}

export const bothFields: InfoChangePayload = {
  position: { from: '质检工程师', to: '高级质检工程师' },
  telephone: { from: '0755-1000', to: '0755-2000' },
}

let keys = 0
/** Submits a change of the member's own data, of position and telephone unless `payload` is given. */
export async function submitInfoChange(
  { deps }: Kit,
  by: Parameters<typeof submitRequest>[1],
  payload: InfoChangePayload = bothFields,
): Promise<RequestView> {
  keys += 1
  const submission = { kind: 'info_change', payload, idempotencyKey: `key-of-test-${keys}` } as const
  return (await submitRequest(deps, by, submission)).view
}

/** Submits a change for a member by the admin of their department. `companyAdmin` may decide it. */
export async function submitForMember(kit: Kit, payload: InfoChangePayload = bothFields) {
  const people = await smallCompany(kit)
  const { company, applicant: member, admin } = people
  const companyAdmin = await kit.given.member({
    userid: 'zhou',
    name: '周启明',
    department: company,
    adminOf: [company],
  })
  const view = await submitInfoChange(kit, admin, { ...payload, subjectId: member.userid })
  return { ...people, member, companyAdmin, view }
}

/** Returns the body of a decision with these verdicts, about the version and content of the view. */
export function decisionOn(view: RequestView, verdicts: DecisionBody['fields']) {
  return { id: view.id, version: view.version, seenHash: view.seenHash, fields: verdicts }
}

export const agree = { verdict: 'agree' } as const
/** The reason of a return. */
export const needsProof = { code: 'needs_proof', text: '' } as const
export const refuse = { verdict: 'refuse', reason: { code: 'not_matching', text: '' } } as const
