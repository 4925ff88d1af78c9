import { findMember, statusOf, type SimMember } from './directory.ts'
import { sensitiveFieldsOf } from './sensitive-fields.ts'
import type { SimState } from './state.ts'
import type { TokenKind } from './token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from './visibility.ts'

const emptySensitiveFields = { avatar: '', gender: '0', mobile: '', email: '', biz_mail: '', qr_code: '', address: '' }

/**
 * Returns a member as user/get and user/list do. Apps created since 2022-06-20 get none of the seven sensitive fields,
 * and only departments and leaders in their visible range (doc 90196). A switch chooses whether these fields are omitted,
 * empty or, as for older apps, sent.
 */
export const memberView = (state: SimState, token: TokenKind, member: SimMember): Record<string, unknown> => {
  const visible = visibleDepartmentIds(state, token)
  const memberships = member.department
    .map((id, index) => ({ id, order: member.order[index] ?? 0, leads: member.isLeaderInDept[index] ?? 0 }))
    .filter(({ id }) => visible.has(id))
  const leaders = member.directLeader.filter((userid) => {
    const leader = findMember(state.directory, userid)
    return leader !== undefined && isMemberVisible(state, token, leader)
  })
  const sensitive = { omitted: {}, empty: emptySensitiveFields, sent: sensitiveFieldsOf(member) }[
    state.switches.sensitiveFields
  ]
  return {
    userid: member.userid,
    name: member.name,
    department: memberships.map(({ id }) => id),
    order: memberships.map(({ order }) => order),
    position: member.position,
    ...sensitive,
    is_leader_in_dept: memberships.map(({ leads }) => leads),
    direct_leader: leaders,
    telephone: member.telephone,
    alias: member.alias,
    ...(visible.has(member.mainDepartment) ? { main_department: member.mainDepartment } : {}),
    extattr: structuredClone(member.extattr),
    status: statusOf(member),
    external_position: member.externalPosition,
    external_profile: { external_corp_name: '', external_attr: [] },
  }
}
