import { WecomRefusedError } from '../kernel/app-error.ts'
import { recordingAccounts } from './recording-accounts.ts'
import type { AdminOperation, MemberOperation, TrustedDevice } from '../ports/wecom-protection.ts'
import type { WecomGroup } from '../ports/wecom-groups.ts'
import type {
  MemberFields,
  NoticeCard,
  DepartmentMemberships,
  TileCounter,
  Wecom,
  WecomDepartment,
  WecomMember,
} from '../ports/wecom.ts'

const toDepartments = ({ memberships, mainDepartment }: DepartmentMemberships) => ({
  departments: memberships.map(({ department }) => department),
  leads: memberships.flatMap(({ department, isLeader }) => (isLeader ? [department] : [])),
  mainDepartment,
})

/** Creates a fake WeCom in memory: writes take effect at once, and messages and most changes are recorded. */
export function recordingWecom() {
  const members = new Map<string, WecomMember>()
  const departments: WecomDepartment[] = []
  const codes = new Map<string, string>()
  /** Contact fields by the code of a consent; null: the member did not consent. */
  const consents = new Map<string, { userid: string; mobile: string; email: string; biz_mail: string } | null>()
  /** Userid by number or address. */
  const owners = new Map<string, string>()
  const sent: { userid: string; card: NoticeCard }[] = []
  const replaced: { userid: string; responseCode: string; card: NoticeCard }[] = []
  const texts: { userids: readonly string[]; text: string }[] = []
  const updates: { userid: string; fields: MemberFields }[] = []
  const tiles: { userids: readonly string[]; counts: Readonly<Record<string, number>> }[] = []
  const templates: (readonly TileCounter[])[] = []
  const mailings: { userids: readonly string[]; card: Omit<NoticeCard, 'taskId'> & { taskId?: string } }[] = []
  /** Thrown by the next calls, in order. */
  const failures: Error[] = []
  /** Every call of `setMemberEnabled`, in order. */
  const setEnabledCalls: { userid: string; isEnabled: boolean }[] = []
  const protection = {
    /** False: WeCom accepts a command to disable or enable an account (errcode 0), and does not apply it. */
    appliesCommands: true,
    operations: [] as MemberOperation[] | null,
    adminOperations: [] as AdminOperation[] | null,
    devices: [] as TrustedDevice[] | null,
    /** Null: the app may not read them. */
    customers: null as number | null,
    hasMailboxes: true,
    mailboxes: new Map<string, boolean>(),
    tfaCodes: new Map<string, string>(),
    passed: [] as string[],
  }
  /** By chat id. `gone`: dissolved by a member. */
  const groups = new Map<string, WecomGroup & { gone?: boolean }>()
  const groupCalls: string[] = []
  const speeches: { chatId: string; text: string }[] = []
  const groupRules = { isRootVisible: true, unknownCode: 86007 }
  const requireRoot = () => {
    if (!groupRules.isRootVisible) throw new WecomRefusedError(60011, 'appchat')
  }
  const requireGroup = (chatId: string) => {
    requireRoot()
    const group = groups.get(chatId)
    if (!group) throw new WecomRefusedError(86003, 'appchat')
    if (group.gone) throw new WecomRefusedError(49008, 'appchat')
    return group
  }
  const console = {
    app: {
      isClosed: false,
      visibleDepartments: [1],
      visibleUserids: [] as readonly string[],
      visibleTags: [] as readonly number[],
      trustedDomain: 'desk.test',
      homeUrl: 'http://desk.test/',
    },
    tileType: 'keydata',
    canWriteContacts: true,
    seesAllMemberships: true,
    tags: new Map<number, { userids: readonly string[]; departments: readonly number[] }>(),
    /** Members whom the app does not see. */
    outOfRange: new Set<string>(),
    /** Members who left by their own act, and whose records stay. They are out of range too. */
    leftWithRecord: new Set<string>(),
    /** False: the contacts' list of ids cannot be read. */
    listsIds: true,
    clockSkewMs: 200 as number | null,
  }
  const throwPlannedFailure = () => {
    const failure = failures.shift()
    if (failure) throw failure
  }
  const accounts = recordingAccounts({ members, owners, throwPlannedFailure })
  const wecom = {
    ...accounts,
    async identityByCode(code) {
      throwPlannedFailure()
      const userid = codes.get(code)
      codes.delete(code)
      if (userid === undefined) throw new WecomRefusedError(40029, 'auth/getuserinfo')
      return userid === '' ? { kind: 'outsider' as const } : { kind: 'member' as const, userid }
    },
    async contactsByCode(code) {
      throwPlannedFailure()
      const found = consents.get(code)
      consents.delete(code)
      if (found === undefined) throw new WecomRefusedError(40029, 'auth/getuserinfo')
      return found
    },
    async findMember(userid) {
      throwPlannedFailure()
      return console.outOfRange.has(userid) ? null : (members.get(userid) ?? null)
    },
    hasAccount: async (userid) => (console.listsIds ? members.has(userid) : console.outOfRange.has(userid) || null),
    // An empty list proves nothing.
    findAccounts: async (userids) =>
      console.listsIds && members.size > 0 ? userids.filter((userid) => members.has(userid)) : null,
    isShownAsLeft: async (userid) => console.leftWithRecord.has(userid),
    async listDepartments(under?: number) {
      throwPlannedFailure()
      return under === undefined
        ? departments
        : departments.filter(({ id, parentId }) => [id, parentId].includes(under))
    },
    listTagged: async (tag) => console.tags.get(tag) ?? { userids: [], departments: [] },
    async listMembers(departmentId) {
      return [...members.values()].filter((member) => member.departments.includes(departmentId))
    },
    async updateMember(userid, fields) {
      throwPlannedFailure()
      updates.push({ userid, fields })
      const member = members.get(userid)
      if (!member) throw new WecomRefusedError(60111, 'user/update')
      const { email, bizMail, mobile: _ignored, departments, ...shown } = fields
      members.set(userid, { ...member, ...shown, ...(departments && toDepartments(departments)) })
      for (const address of [email, bizMail]) if (address !== undefined) owners.set(address, userid)
    },
    async setMemberEnabled(userid, isEnabled) {
      throwPlannedFailure()
      setEnabledCalls.push({ userid, isEnabled })
      const member = members.get(userid)
      if (!member) throw new WecomRefusedError(60111, 'user/update')
      if (protection.appliesCommands) members.set(userid, { ...member, status: isEnabled ? 1 : 2 })
    },
    deleteMember: async (userid) => {
      if (!members.delete(userid)) throw new WecomRefusedError(60111, 'user/delete')
    },
    async listOperations(_userid, { from, to }) {
      throwPlannedFailure()
      return protection.operations?.filter(({ at }) => at >= from && at <= to) ?? null
    },
    listAdminOperations: async ({ from, to }) =>
      protection.adminOperations?.filter(({ at }) => at >= from && at <= to) ?? null,
    listTrustedDevices: async () => protection.devices,
    async deleteTrustedDevices(devices) {
      const gone = new Set(devices.map(({ code }) => code))
      protection.devices = protection.devices?.filter(({ code }) => !gone.has(code)) ?? null
    },
    countCustomers: async () => protection.customers,
    async closeMailbox(userid) {
      if (protection.hasMailboxes) protection.mailboxes.set(userid, false)
      return protection.hasMailboxes ? 'closed' : 'unavailable'
    },
    async openMailbox(userid) {
      if (protection.hasMailboxes) protection.mailboxes.set(userid, true)
      return protection.hasMailboxes
    },
    async secondFactorOf(code) {
      const userid = protection.tfaCodes.get(code)
      if (userid === undefined) throw new WecomRefusedError(40029, 'auth/get_tfa_info')
      return { userid, tfaCode: `tfa-${code}` }
    },
    passSecondFactor: async (userid) => void protection.passed.push(userid),
    async findMemberships(userid) {
      const member = members.get(userid)
      if (!console.seesAllMemberships || !member || member.mainDepartment === null) return null
      const memberships = member.departments.map((department) => ({
        department,
        order: 0,
        isLeader: member.leads.includes(department),
      }))
      return { memberships, mainDepartment: member.mainDepartment }
    },
    async findOwner(_kind, value) {
      throwPlannedFailure()
      return owners.get(value) ?? null
    },
    async sendCard(userid, card) {
      throwPlannedFailure()
      sent.push({ userid, card })
      return { delivered: true, msgid: `msg-${sent.length}`, responseCode: card.button ? `code-${sent.length}` : null }
    },
    async replaceCard(userids, responseCode, card) {
      throwPlannedFailure()
      for (const userid of userids) replaced.push({ userid, responseCode, card })
      return true
    },
    async sendCards(userids, card) {
      throwPlannedFailure()
      const undelivered = userids.filter((userid) => !members.has(userid))
      mailings.push({ userids: userids.filter((userid) => members.has(userid)), card })
      return { undelivered, responseCode: card.button ? `code-of-${String(card.taskId)}` : null }
    },
    async sendText(userids, text) {
      throwPlannedFailure()
      texts.push({ userids, text })
      return { undelivered: userids.filter((userid) => console.outOfRange.has(userid)) }
    },
    async setTileTemplate(counters) {
      throwPlannedFailure()
      templates.push(counters)
    },
    async setTileCounts(userids, counts) {
      throwPlannedFailure()
      if (userids.some((userid) => console.outOfRange.has(userid))) return false
      tiles.push({ userids, counts: Object.fromEntries(counts.map(({ name, count }) => [name, count])) })
      return true
    },
    async createGroup(group) {
      throwPlannedFailure()
      requireRoot()
      groupCalls.push('create')
      if (groups.has(group.chatId)) throw new WecomRefusedError(86215, 'appchat/create')
      if (group.members.some((userid) => !members.has(userid)))
        throw new WecomRefusedError(groupRules.unknownCode, 'appchat/create')
      if (group.members.length < 2) throw new WecomRefusedError(86006, 'appchat/create')
      groups.set(group.chatId, { ...group, name: [...group.name].slice(0, 50).join('') })
    },
    async findGroup(chatId) {
      throwPlannedFailure()
      requireRoot()
      return groups.has(chatId) ? requireGroup(chatId) : null
    },
    async changeGroup(chatId, { name, ownerId, add = [], remove = [] }) {
      throwPlannedFailure()
      const group = requireGroup(chatId)
      groupCalls.push('change')
      const isRefused =
        remove.some((userid) => !group.members.includes(userid)) || add.some((userid) => !members.has(userid))
      if (isRefused) throw new WecomRefusedError(86216, 'appchat/update')
      if (remove.includes(group.ownerId) && ownerId === undefined) throw new WecomRefusedError(86005, 'appchat/update')
      const remaining = group.members.filter((userid) => !remove.includes(userid))
      groups.set(chatId, {
        chatId,
        name: name ?? group.name,
        ownerId: ownerId ?? group.ownerId,
        members: [...remaining, ...add.filter((userid) => !remaining.includes(userid))],
      })
    },
    async speakInGroup(chatId, text) {
      throwPlannedFailure()
      requireGroup(chatId)
      speeches.push({ chatId, text })
    },
    jsapiTicket: async (kind, { isRefused = false } = {}) => `${isRefused ? 'next-' : ''}ticket-${kind}`,
    async describeApp() {
      throwPlannedFailure()
      return console.app
    },
    getTileType: async () => console.tileType,
    canWriteContacts: async () => console.canWriteContacts,
    clockSkewMs: () => console.clockSkewMs,
  } satisfies Wecom & Record<string, unknown>
  return {
    ...wecom,
    members,
    departments,
    codes,
    consents,
    owners,
    sent,
    mailings,
    replaced,
    texts,
    updates,
    tiles,
    setEnabledCalls,
    groups,
    groupCalls,
    groupRules,
    speeches,
    protection,
    console,
    templates,
    failures,
  }
}
export type RecordingWecom = ReturnType<typeof recordingWecom>
