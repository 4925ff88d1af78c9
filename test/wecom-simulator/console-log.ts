import type { ChangedBy } from './changed-by.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Operations of the console by their area and number in 管理端操作记录 (doc 100179). */
const operations = {
  moveMember: [3, 12],
  deleteMember: [3, 13],
  createMember: [3, 14],
  changeMember: [3, 15],
  dismissMember: [3, 176],
  createDepartment: [3, 9],
  deleteDepartment: [3, 10],
  changeDepartment: [3, 21],
  changeVisibleRange: [8, 29],
} as const

const ADDRESS = '183.40.88.11'

/** Logs what an admin did in the console. Changes by an API token or by the member themselves are not logged (doc 100179). */
export const logConsoleOperation = (
  { state, clock }: SimulatorContext,
  by: ChangedBy,
  operation: keyof typeof operations,
  details: string,
): void => {
  if (by !== 'console') return
  const [oper_type, detail_type] = operations[operation]
  const { consoleOperator, adminOperations } = state.protection
  adminOperations.push({
    time: Math.floor(clock.nowMs() / 1000),
    userid: consoleOperator ?? state.corp.creator ?? 'admin',
    oper_type,
    detail_type,
    detail_info: details,
    ip: ADDRESS,
  })
}
