import { statusOf, type SimMember } from './directory.ts'
import type { SimState } from './state.ts'
import type { TokenKind } from './token-kind.ts'
import { isMemberVisible, visibleDepartmentIds } from './visibility.ts'
import { findMember } from './directory.ts'

const sensitiveFields = (member: SimMember) => ({
  avatar: `https://wework.example/avatar/${member.userid}/0`,
  gender: member.gender,
  mobile: member.mobile,
  email: member.email,
  biz_mail: member.bizMail,
  qr_code: `https://open.work.weixin.qq.com/wwopen/userQRCode?vcode=${member.userid}`,
  address: member.address,
})

const emptied = { avatar: '', gender: '0', mobile: '', email: '', biz_mail: '', qr_code: '', address: '' }

/**
 * One member as user/get and user/list show it. Apps made since 2022-06-20 get none of the seven sensitive fields, and
 * only the departments and leaders they may see (doc 90196).
 */
export const memberView = (state: SimState, token: TokenKind, member: SimMember): Record<string, unknown> => {
  const visible = visibleDepartmentIds(state, token)
  const seats = member.department
    .map((id, index) => ({ id, order: member.order[index] ?? 0, leads: member.isLeaderInDept[index] ?? 0 }))
    .filter((seat) => visible.has(seat.id))
  const leaders = member.directLeader.filter((userid) => {
    const leader = findMember(state.directory, userid)
    return leader !== undefined && isMemberVisible(state, token, leader)
  })
  const sensitive = { omitted: {}, empty: emptied, sent: sensitiveFields(member) }[state.switches.sensitiveFields]
  return {
    userid: member.userid,
    name: member.name,
    department: seats.map((seat) => seat.id),
    order: seats.map((seat) => seat.order),
    position: member.position,
    ...sensitive,
    is_leader_in_dept: seats.map((seat) => seat.leads),
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
