import type { RequestId } from '@desk/shared/kernel/ids'
import { syncDirectory } from '../../features/directory/jobs/sync-directory.ts'
import { grantRole } from '../../features/roles/grant-role.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'
import { act, runCommand, submit } from './actions.ts'
import { candidatesOf, factsOf, keeper, requestsIn } from './context.ts'
import { applyEdit, FOUNDERS, KEEPER } from './directory-edits.ts'
import { changeRoles } from './role-changes.ts'
import { referenceModel } from './reference-model.ts'
import type { ActStep, EditStep, RoleStep } from './steps.ts'

const SECOND_OPS = ['rescuer1', 'rescuer2']

/** Creates four departments and, besides the keeper, seven people: one leads a department, one is the management department. */
async function foundCompany({ deps, given }: Kit): Promise<void> {
  const top = await given.department({ id: 1, name: '公司' })
  const left = await given.department({ id: 2, parent: top, name: '质量' })
  const below = await given.department({ id: 3, parent: left, name: '来料' })
  const right = await given.department({ id: 4, parent: top, name: '销售' })
  await given.member({ userid: KEEPER, department: top, roles: ['ops_lead'] })
  for (const [index, department] of [below, left, top, right, below, right, below].entries())
    await given.member({ userid: `p${index}`, department, leads: index === 1 ? [left] : [] })
  await grantRole(deps, keeper, { role: 'ops', userid: `p${FOUNDERS - 1}` })
  await syncDirectory(deps)
}

export async function createRandomCompany(kit: Kit) {
  const deps = { ...kit.deps, site: { ...kit.deps.site, undoMs: 60_000 } }
  const { clock, wecom } = deps
  const executedForGone: string[] = []
  const { updateMember } = wecom
  wecom.updateMember = async (userid, fields) => {
    if (wecom.members.get(userid)?.status !== 1) executedForGone.push(userid)
    return updateMember(userid, fields)
  }
  await foundCompany(kit)
  let count = 0
  return {
    wecom,
    executedForGone,
    allRequests: () => requestsIn(deps),
    candidatesOf: (id: RequestId) => candidatesOf(deps, id),
    model: async () => referenceModel(await factsOf(deps)),
    countStep: () => void (count += 1),
    editDirectory: (step: EditStep) => applyEdit(wecom, step, count),
    changeRoles: (step: RoleStep) => changeRoles(deps, step),
    submit: (step: Extract<ActStep, { do: 'submit' }>) => submit(deps, step, count),
    act: (step: Exclude<ActStep, { do: 'submit' }>, disagree: (text: string) => void) =>
      act(deps, step, count, disagree),
    runCommand: (command: 'decide' | 'withdraw', userid: string, id: RequestId) =>
      runCommand(deps, command, userid, id),
    /** Adds two new ops members, so that a second approver exists. */
    async addSecondApprovers() {
      for (const userid of SECOND_OPS) await kit.given.member({ userid, department: 1 })
      await syncDirectory(deps)
      for (const userid of SECOND_OPS) await grantRole(deps, keeper, { role: 'ops', userid })
    },
    async wait(hours: number) {
      clock.advanceSeconds(hours * 3600)
      await drainOutbox(deps)
    },
    async settle() {
      // No two syncs have the same timestamp.
      clock.advanceSeconds(1)
      await syncDirectory(deps)
      await drainOutbox(deps)
    },
  }
}
export type RandomCompany = Awaited<ReturnType<typeof createRandomCompany>>
