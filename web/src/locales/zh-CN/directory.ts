import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'

type Secret = DirectoryHealth['secrets'][number]
type Drift = keyof DirectoryHealth['drift']

const drift: Readonly<Record<Drift, string>> = {
  joined: '新增成员',
  left: '离职或移出可见范围',
  moved: '变更部门',
  renamed: '变更姓名',
  leader: '部门负责人变动',
  status: '启用或停用',
  position: '岗位、座机、别名变动',
  departments: '部门增减、改名、移动',
}

const secrets: Readonly<Record<Secret['name'], string>> = {
  agent_token: '应用密钥',
  contacts_token: '通讯录同步密钥',
}

const secretSays = ({ state, errcode }: Secret, until: string): string => {
  if (state === 'not_configured') return '未配置，改动需手动处理'
  if (state === 'refused') return `密钥无效（${String(errcode)}），${until} 前不再重试；更换密钥后请重启服务`
  return '可用'
}

/** Messages of the directory page. */
export const directory = {
  secondWriter: {
    title: '维护通讯录的其他软件',
    hint: '人事软件或目录服务也维护通讯录时填写。填写后，信息变更改为在那里修改，核对到新值后自动办结；被改回的值会重新打开申请。',
    name: '名称（没有则留空）',
    save: '保存',
    saved: '已保存',
  },
  mark: {
    title: '外部合作人员的标记',
    hint: '通讯录的自定义属性等于该值的成员，按外部合作人员处理，并请人事登记对接人和到期日。下次同步时生效。',
    attribute: '属性名称（不用则留空）',
    value: '属性值',
  },
  intro: '同步应用可见范围内的部门和成员。收到事件时更新单个成员，并定时全量同步。',
  syncNow: '立即同步',
  asked: '已排队，即将开始同步',
  refresh: '刷新',
  holds: '当前数据',
  members: '在册成员',
  departments: '部门',
  last: '上次全量同步',
  never: '尚未完成过全量同步',
  took: (seconds: number) => (seconds < 90 ? `${seconds.toFixed(1)} 秒` : `${(seconds / 60).toFixed(1)} 分`),
  when: '完成时间',
  duration: '用时',
  read: '数量',
  readValue: (members: number, departments: number) => `${String(members)} 人，${String(departments)} 个部门`,
  calls: '接口调用',
  callsValue: (calls: number) => `${String(calls)} 次`,
  interrupted: (times: number) => `中断 ${String(times)} 次后完成`,
  running: '正在同步',
  waiting: '同步中断，等待继续',
  progress: (done: number, all: number, members: number) =>
    `${String(done)} / ${String(all)} 个部门，${String(members)} 人`,
  stopped: (cause: string) => `中断原因：${cause}`,
  changes: '最近 24 小时的变化',
  noChanges: '无变化',
  drift,
  callbacks: '通讯录与应用事件',
  received: '24 小时内收到',
  receivedValue: (count: number) => `${String(count)} 条`,
  lastAt: '最近一条',
  noneYet: '尚未收到',
  pending: '待处理',
  wecom: '密钥是否有效',
  secrets,
  secretSays,
  address: (list: string) => `出口 IP 不在可信名单：${list}`,
  pausedApi: (api: string, until: string) => `${api} 调用过于频繁，${until} 前不再调用`,
  held: {
    title: (people: number) => `${String(people)} 人不在可见范围，暂不按离职处理`,
    check: '请先核对：企业微信管理后台 → 应用管理 → 企微自助 → 可见范围。范围被误改的，改回即可，下次同步后自动解除。',
    meanwhile: (since: string) => `${since} 发现。登录、角色、代理和守护人都保留，但无法重新登录。`,
    andMore: (names: string, people: number) => `${names} 等 ${String(people)} 人`,
    confirm: '确认已离开',
    effect: '登录、角色、代理和守护人将结束，待审批的申请转给他人。之后改回可见范围也不会恢复。',
    action: (people: number) => `确认 ${String(people)} 人已离开`,
    confirmed: '已确认，同步后按离职处理',
    byLead: '确已离职或不再使用本应用的，由运维主管确认。',
  },
}
export default directory
