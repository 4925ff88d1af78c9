import { sameUserid } from '@desk/shared/kernel/ids'
import { WecomRefusedError } from '../kernel/app-error.ts'
import type { NewMember, WecomAccounts } from '../ports/wecom-accounts.ts'
import type { WecomMember } from '../ports/wecom.ts'

type AccountState = {
  members: Map<string, WecomMember>
  /** Userid by number or address. */
  owners: Map<string, string>
  throwPlannedFailure: () => void
}

/** Returns the accounts part of the fake WeCom: refuses as WeCom does, and records creations and invitations. */
export function recordingAccounts({ members, owners, throwPlannedFailure }: AccountState) {
  const created: NewMember[] = []
  const invited: (readonly string[])[] = []
  const accounts = {
    /** Null: no limit of accounts. */
    limit: null as number | null,
    /** Number of upcoming creations that take effect although their responses are lost. */
    lostAnswers: 0,
  }
  const find = (userid: string) => [...members.keys()].find((key) => sameUserid(key, userid))
  const calls = {
    async createMember(member) {
      throwPlannedFailure()
      if (find(member.userid) !== undefined) throw new WecomRefusedError(60102, 'user/create')
      if (member.mobile !== null && owners.has(member.mobile)) throw new WecomRefusedError(60104, 'user/create')
      if (accounts.limit !== null && members.size >= accounts.limit) throw new WecomRefusedError(45024, 'user/create')
      created.push(member)
      const { userid, name, department, position } = member
      const rest = { alias: '', leads: [], telephone: '', status: 4 as const }
      members.set(userid, { userid, name, departments: [department], mainDepartment: department, position, ...rest })
      for (const address of [member.mobile, member.email]) if (address !== null) owners.set(address, userid)
      if (accounts.lostAnswers === 0) return
      accounts.lostAnswers -= 1
      throw new WecomRefusedError(-1, 'user/create')
    },
    async inviteMembers(userids) {
      throwPlannedFailure()
      invited.push(userids)
      return { unknown: userids.filter((userid) => find(userid) === undefined) }
    },
    findJoinCode() {
      throwPlannedFailure()
      return Promise.resolve('https://work.weixin.qq.com/wework_admin/genqrcode?action=join')
    },
  } satisfies WecomAccounts
  return { ...calls, created, invited, accounts }
}
