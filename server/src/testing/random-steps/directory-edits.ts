import type { WecomMember } from '../../ports/wecom.ts'
import type { RecordingWecom } from '../recording-wecom.ts'
import type { EditStep } from './steps.ts'

export const pickOf = <T>(items: readonly T[], number: number): T | undefined => items[number % items.length]

/**
 * Applies an edit in WeCom's console, which the app sees with its next sync. `count`: the number of the step, for new ids
 * and names.
 */
export function applyEdit(wecom: RecordingWecom, step: EditStep, count: number): void {
  const { members, departments } = wecom
  const people = [...members.values()].filter(({ userid }) => userid !== KEEPER)
  const change = (number: number, fields: (member: WecomMember) => Partial<WecomMember>) => {
    const member = pickOf(people, number)
    if (member) members.set(member.userid, { ...member, ...fields(member) })
  }
  const place = (number: number) => pickOf(departments, number)?.id ?? 1
  const editableDepartment = (number: number) => pickOf(departments.slice(1), number)
  switch (step.do) {
    case 'move':
      return change(step.who, () => ({ ...placedIn(place(step.where)), leads: [] }))
    case 'leave':
      return void members.delete(pickOf(people, step.who)?.userid ?? '')
    case 'join':
      return join(wecom, step, place(step.where), count)
    case 'rename':
      return change(step.who, ({ name }) => ({ name: `${name}改` }))
    case 'disable':
      return change(step.who, () => ({ status: 2 }))
    case 'enable':
      return change(step.who, () => ({ status: 1 }))
    case 'lead':
      return change(step.who, ({ leads, mainDepartment }) => ({
        leads: leads.length > 0 || mainDepartment === null ? [] : [mainDepartment],
      }))
    case 'addDepartment':
      return void departments.push({ id: 100 + count, name: `新部门${count}`, parentId: place(step.where), order: 1 })
    case 'moveDepartment': {
      const row = editableDepartment(step.which)
      const target = place(step.where)
      if (row && !isBelow(wecom, target, row.id)) row.parentId = target
      return
    }
    case 'deleteDepartment': {
      const row = editableDepartment(step.which)
      if (row) dissolve(wecom, row.id, row.parentId)
    }
  }
}

/** The member who grants the roles; never edited. */
export const KEEPER = 'keeper'

const placedIn = (department: number) => ({ departments: [department], mainDepartment: department })

function join(wecom: RecordingWecom, { isBack }: { isBack: boolean }, department: number, count: number): void {
  const gone = Array.from({ length: FOUNDERS }, (_, index) => `p${index}`).find((userid) => !wecom.members.has(userid))
  const userid = isBack && gone ? gone : `n${count}`
  const fields = { name: `新人${count}`, alias: '', position: '店员', telephone: '', leads: [], status: 1 as const }
  wecom.members.set(userid, { userid, ...fields, ...placedIn(department) })
}

/** Number of members with whom the company begins; their userids are `p0`, `p1` and so on. */
export const FOUNDERS = 7

function isBelow({ departments }: RecordingWecom, id: number, top: number): boolean {
  if (id === top) return true
  const parent = departments.find((department) => department.id === id)?.parentId ?? 0
  return parent !== 0 && isBelow({ departments } as RecordingWecom, parent, top)
}

/** Deletes a department. WeCom deletes only empty ones, so its people and departments are moved one level up before. */
function dissolve({ members, departments }: RecordingWecom, id: number, parentId: number): void {
  for (const row of departments) if (row.parentId === id) row.parentId = parentId
  for (const member of [...members.values()].filter(({ mainDepartment }) => mainDepartment === id))
    members.set(member.userid, { ...member, ...placedIn(parentId), leads: [] })
  const index = departments.findIndex((row) => row.id === id)
  if (index > 0) departments.splice(index, 1)
}
