import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'

type Secret = DirectoryHealth['secrets'][number]
type Drift = keyof DirectoryHealth['drift']

const drift: Readonly<Record<Drift, string>> = {
  joined: '新来',
  left: '离开或看不到了',
  moved: '换了部门',
  renamed: '改了姓名',
  leader: '部门负责人有变',
  status: '启用或停用',
  position: '岗位、座机、别名有变',
  departments: '部门增减、改名、移动',
}

const secrets: Readonly<Record<Secret['name'], string>> = {
  agent_token: '应用的密钥',
  contacts_token: '通讯录同步的密钥',
}

const secretSays = ({ state, errcode }: Secret, until: string): string => {
  if (state === 'not_configured') return '没有配置，改动由人手工办'
  if (state === 'refused') return `企业微信不认（${String(errcode)}），${until} 前不再试；换好密钥后重启即可`
  return '可用'
}

/** 通讯录健康. */
export const directory = {
  intro: '企业微信里应用看得到的部门和成员，在这里留一份。事件到了就重读那一个，定时再整个读一遍。',
  syncNow: '现在读一遍',
  asked: '已排上，马上开始读',
  refresh: '刷新',
  holds: '现有',
  members: '在册成员',
  departments: '部门',
  last: '上一次整读',
  never: '还没有读完过一次',
  took: (seconds: number) => (seconds < 90 ? `${seconds.toFixed(1)} 秒` : `${(seconds / 60).toFixed(1)} 分`),
  when: '读完',
  duration: '用时',
  read: '读到',
  readValue: (members: number, departments: number) => `${String(members)} 人，${String(departments)} 个部门`,
  calls: '调用企业微信',
  callsValue: (calls: number) => `${String(calls)} 次`,
  interrupted: (times: number) => `中断过 ${String(times)} 次，接着读完了`,
  running: '正在读',
  waiting: '停在半路，等着接着读',
  progress: (done: number, all: number, members: number) =>
    `${String(done)} / ${String(all)} 个部门，${String(members)} 人`,
  stopped: (cause: string) => `上次停下的原因：${cause}`,
  changes: '最近 24 小时的变化',
  noChanges: '没有变化',
  drift,
  times: (count: number) => String(count),
  callbacks: '通讯录与应用事件',
  received: '24 小时内收到',
  receivedValue: (count: number) => `${String(count)} 条`,
  lastAt: '最近一条',
  noneYet: '还没有收到过',
  pending: '等着处理',
  wecom: '密钥是否有效',
  secrets,
  secretSays,
  address: (list: string) => `出口 IP 不在可信名单：${list}`,
  gate: (api: string, until: string) => `${api} 调用太频繁，${until} 前不再调用`,
}
export default directory
