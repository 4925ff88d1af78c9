import type { MemberActor } from '@desk/shared/identity/actor'
import type { ReportBody } from '@desk/shared/lost-device/lost-device-schemas'
import { guardians } from '../../db/schema/index.ts'
import { getCase } from '../../features/lost-device/views/get-case.ts'
import { reportLost } from '../../features/lost-device/report/report-lost.ts'
import type { AppDeps } from '../../composition/app-deps.ts'
import type { Kit } from '../kit.ts'

/** A department with its admin and deputy-less, somebody who loses a phone, and ops around the clock. */
export async function lostCompany({ given }: Kit) {
  const company = await given.department({ name: '蓝江' })
  const department = await given.department({ parent: company, name: '来料检验组' })
  const subject = await given.member({ department, userid: 'guoji', name: '郭𠮷' })
  const admin = await given.member({ department, userid: 'limin', name: '李敏', adminOf: [department] })
  const colleague = await given.member({ department, userid: 'wangxiaoyu', name: '王小雨' })
  const other = await given.member({ department, userid: 'sunhao', name: '孙浩' })
  const ops = await given.member({ department: company, userid: 'chenhaiyan', name: '陈海燕', roles: ['ops'] })
  const second = await given.member({ department: company, userid: 'zhouqiming', name: '周启明', roles: ['ops'] })
  const lead = await given.member({ department: company, userid: 'lead', name: '主管', roles: ['ops_lead'] })
  return { company, department, subject, admin, colleague, other, ops, second, lead }
}

let keys = 0

/** Reported as lost, seen ten minutes ago. */
export async function report(
  { deps }: { deps: AppDeps },
  actor: MemberActor,
  subjectId: string,
  over: Partial<ReportBody & { idempotencyKey: string }> = {},
) {
  keys += 1
  const { answer, token } = await reportLost(deps, actor, {
    subjectId,
    label: '那个人',
    why: 'lost',
    lastSeenAt: new Date(deps.clock.now().getTime() - 600_000).toISOString(),
    note: '',
    idempotencyKey: `story-key-${String(keys)}`,
    ...over,
  })
  return { id: answer.id, token }
}

export const caseFor = ({ deps }: Kit, actor: MemberActor, id: Awaited<ReturnType<typeof report>>['id']) =>
  getCase(deps, { actor, token: null }, id)

/** Chosen, and accepted. */
export async function makeGuardian({ deps }: Kit, wardId: string, guardianId: string): Promise<void> {
  await deps.db.insert(guardians).values({ wardId, guardianId, state: 'accepted', since: deps.clock.now() })
}
