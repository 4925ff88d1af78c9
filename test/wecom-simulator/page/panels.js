import { read, write } from './api.js'
import { byId, h, icon, timeOf } from './dom.js'

const maxRows = 150

const tokenNames = { agent: '应用', contacts: '通讯录', none: '' }
const outcomeNames = { dropped: '断开', timeout: '超时', http: 'HTTP' }

const emptyRow = (text) => h('li', { class: 'none' }, text)

// ---- 接口调用 ---------------------------------------------------------------------------------------------------
const isBad = (call) => call.errcode !== 0
const callFilters = { all: () => true, write: (call) => call.method === 'POST', bad: isBad }

const pathOf = (call) => {
  const query = Object.entries(call.query)
    .filter(([name]) => ['userid', 'department_id', 'id', 'type', 'chatid'].includes(name))
    .map(([name, value]) => `${name}=${value}`)
  return call.path.replace('/cgi-bin/', '') + (query.length > 0 ? `?${query.join('&')}` : '')
}

const callRow = (call) =>
  h(
    'li',
    { title: call.body === undefined ? null : JSON.stringify(call.body) },
    h('time', {}, timeOf(call.at)),
    h('span', { class: 'zh' }, tokenNames[call.token]),
    h('span', {}, pathOf(call)),
    h('span', { class: isBad(call) ? 'bad' : null }, outcomeNames[call.errcode] ?? String(call.errcode)),
    h('span', { class: 'ms' }, String(call.ms)),
  )

// ---- 回调 -------------------------------------------------------------------------------------------------------
const callbackTag = (record) => {
  if (record.outcome === 'pending') return h('span', { class: 'tag' }, icon('clock'), '等待响应')
  if (record.outcome === 'dropped') return h('span', { class: 'tag warn' }, icon('warning'), '未送出')
  if (record.outcome === 'timeout') return h('span', { class: 'tag bad' }, icon('cross'), '5 秒超时')
  if (record.outcome === 'unreachable') return h('span', { class: 'tag bad' }, icon('cross'), '连接失败')
  const ok = record.status === 200
  return h(
    'span',
    { class: ok ? 'tag ok' : 'tag bad' },
    icon(ok ? 'check' : 'cross'),
    `${record.status}，${record.ms} ms`,
  )
}

const descriptionOf = (record, nameOf) => {
  const { payload } = record
  if (record.event === 'switch_workbench_mode') return `自定义展示${payload.mode === 1 ? '开启' : '关闭'}`
  const subject = payload.userid ? nameOf(payload.userid) : `部门 ${payload.id}`
  const action = {
    enter_agent: '打开应用',
    subscribe: '进入可见范围',
    unsubscribe: '被禁用，或离开可见范围',
    template_card_event: `按了 ${payload.eventKey}`,
    template_card_menu_event: `点了菜单 ${payload.eventKey}`,
  }[record.event]
  return `${subject} ${action ?? record.event}${record.attempt > 1 ? `，第 ${record.attempt} 次` : ''}`
}

const callbackRow = (record, nameOf) =>
  h(
    'li',
    {},
    h('time', {}, timeOf(record.at)),
    h(
      'span',
      {},
      record.target === 'contacts' ? 'change_contact' : record.event,
      h('br'),
      h('span', { class: 'zh' }, descriptionOf(record, nameOf)),
    ),
    callbackTag(record),
  )

// ---- 实际变更 ------------------------------------------------------------------------------------------------------
const fieldNames = {
  position: '岗位',
  telephone: '座机',
  mobile: '手机',
  name: '姓名',
  alias: '别名',
  email: '邮箱',
  department: '部门',
  isLeaderInDept: '负责的部门',
  mainDepartment: '主部门',
  directLeader: '直属上级',
  extattr: '扩展字段',
}
const authorNames = { contacts: '通讯录', agent: '应用', console: '管理后台', member: '本人' }
const valueOf = (value) => {
  if (value === '') return '空'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
const isDepartments = (field) => field === 'department' || field === 'mainDepartment'
const departmentsOf = (value, names) => [value].flat().map(names.department).join('、')

const effectTexts = {
  'member.create': (entry, nameOf) => `新增 ${nameOf(entry.userid)}`,
  'member.activate': (entry, nameOf) => `首次登录 ${nameOf(entry.userid)}`,
  'member.update': (entry, nameOf, names) => {
    const show = isDepartments(entry.field) ? (value) => departmentsOf(value, names) : valueOf
    return `${nameOf(entry.userid)} ${fieldNames[entry.field] ?? entry.field}：${show(entry.from)} → ${show(entry.to)}`
  },
  'member.disable': (entry, nameOf) => `禁用 ${nameOf(entry.userid)}`,
  'member.enable': (entry, nameOf) => `启用 ${nameOf(entry.userid)}`,
  'member.delete': (entry, nameOf) => `删除 ${nameOf(entry.userid)}`,
  'group.create': (entry, nameOf) => `建群“${entry.name}”，群主 ${nameOf(entry.owner)}，${entry.userlist.length} 人`,
  'group.update': (entry, nameOf) => {
    const changes = [
      entry.name !== entry.from.name && `改名为“${entry.name}”`,
      entry.owner !== entry.from.owner && `群主换成 ${nameOf(entry.owner)}`,
      entry.added.length > 0 && `加 ${entry.added.map(nameOf).join('、')}`,
      entry.removed.length > 0 && `移出 ${entry.removed.map(nameOf).join('、')}`,
    ].filter(Boolean)
    return `群“${entry.from.name}”：${changes.join('，') || '没有变化'}`
  },
  'group.message': (entry) => `群消息 → ${entry.to.length} 人：${entry.text}`,
  'group.dissolve': (entry) => `群解散：${entry.chatid}`,
  message: (entry, nameOf) => `消息 → ${entry.to.map(nameOf).join('、')}：${entry.title}`,
  'message.recall': (entry, nameOf) => `撤回 ${entry.to.map(nameOf).join('、')} 的消息`,
  'card.update': (entry, nameOf) => `更新卡片 ${entry.to.map(nameOf).join('、')}：${entry.replaceName ?? entry.title}`,
  'party.create': (entry) => `新部门 ${entry.name}`,
  'party.update': (entry, nameOf, names) => {
    const show = entry.field === 'parentId' ? names.department : valueOf
    const change = { name: '改名', parentId: '移动', order: '排序' }[entry.field]
    return `部门${change}：${show(entry.from)} → ${show(entry.to)}`
  },
  'party.delete': (entry) => `删除部门 ${entry.name}`,
  'tag.create': (entry) => `新标签 ${entry.name}`,
  'tag.rename': (entry) => `标签改名：${entry.from} → ${entry.to}`,
  'tag.delete': (entry) => `删除标签 ${entry.name}`,
  'tag.members': (entry, nameOf, names) => {
    const nodes = ({ users, parties }) => [...users.map(nameOf), ...parties.map(names.department)].join('、')
    return `标签 ${entry.tagid}：${[
      nodes(entry.added) && `加 ${nodes(entry.added)}`,
      nodes(entry.removed) && `减 ${nodes(entry.removed)}`,
    ]
      .filter(Boolean)
      .join('，')}`
  },
  invite: (entry, nameOf) => `邀请 ${entry.to.map(nameOf).join('、')}`,
  'media.upload': (entry) => `上传文件 ${entry.filename}`,
  'app.set': (entry) => `应用设置 ${entry.fields.join('、')}`,
  'tfa.pass': (entry, nameOf) => `${nameOf(entry.userid)} 已通过二次验证`,
  'workbench.template': () => '设置工作台卡片',
  'workbench.data': (entry, nameOf) =>
    `工作台数字 ${entry.to.map(nameOf).join('、')}：${Object.entries(entry.counts)
      .map((pair) => pair.join(' '))
      .join('，')}`,
}

const effectRow = (entry, names) =>
  h(
    'li',
    {},
    h('time', {}, timeOf(entry.at)),
    h(
      'span',
      { class: 'zh' },
      effectTexts[entry.effect]?.(entry, names.member, names) ?? entry.effect,
      entry.by ? h('small', {}, `（${authorNames[entry.by]}）`) : null,
    ),
  )

const fill = (id, rows, none) => byId(id).replaceChildren(...(rows.length > 0 ? rows : [emptyRow(none)]))

export const createPanels = (names) => {
  const loaded = { calls: [], effects: [], effectCount: 0 }
  const drawCalls = () => {
    const rows = loaded.calls
      .filter(callFilters[byId('calls-filter').value])
      .toReversed()
      .slice(0, maxRows)
      .map(callRow)
    fill('calls', rows, '还没有调用')
  }
  byId('calls-filter').addEventListener('change', drawCalls)
  byId('callbacks-mode').addEventListener(
    'change',
    (event) => void write('/switches', { callbacks: event.target.value }),
  )
  byId('resend').addEventListener('click', () => void write('/callbacks/resend'))

  const drawFaults = (state) => {
    const switches = state.faultSwitches.map((one) => ({
      ...one,
      set: (on) => write('/faults/switch', { name: one.name, on }),
    }))
    // Turns off by itself when the app fetches a new token.
    switches.splice(4, 0, {
      label: 'token 失效 42001',
      on: state.tokensDead,
      set: () => write('/tokens/kill', { errcode: 42001 }),
    })
    // Shown only when the app's page is configured in the console.
    if (state.secondFactor.url !== null) {
      switches.push({
        label: '二次验证',
        on: state.secondFactor.on,
        set: (on) => write('/console/second-factor', { on }),
      })
    }
    // Another system that sets its own values at 02:00.
    switches.push({
      label: '夜间有另一系统写通讯录',
      on: state.secondWriter.on,
      set: (on) => write('/second-writer', { on }),
    })
    byId('faults').replaceChildren(
      ...switches.map((one) =>
        h(
          'label',
          {},
          one.label,
          h('input', {
            type: 'checkbox',
            role: 'switch',
            checked: one.on,
            onchange: (event) => void one.set(event.target.checked),
          }),
        ),
      ),
    )
    const on = switches.filter((one) => one.on).length
    byId('faults-count').replaceChildren(
      on > 0 ? h('span', { class: 'tag warn' }, icon('warning'), `已开启 ${on} 个`) : '',
    )
    byId('callbacks-mode').value = state.switches.callbacks
  }

  return {
    drawFaults,
    async drawCalls() {
      const after = loaded.calls.at(-1)?.seq ?? 0
      loaded.calls = [...loaded.calls, ...(await read(`/calls?after=${after}&last=1000`))].slice(-1000)
      drawCalls()
    },
    async drawCallbacks() {
      const records = await read(`/callbacks?last=${maxRows}`)
      fill(
        'callbacks',
        records.toReversed().map((record) => callbackRow(record, names.member)),
        '还没有回调',
      )
    },
    /** Draws the effects and returns the new ones. */
    async drawEffects() {
      const newEffects = await read(`/ledger?after=${loaded.effects.at(-1)?.seq ?? 0}`)
      loaded.effectCount += newEffects.length
      loaded.effects = [...loaded.effects, ...newEffects].slice(-maxRows)
      fill(
        'effects',
        loaded.effects.toReversed().map((entry) => effectRow(entry, names)),
        '还没有变更',
      )
      byId('effects-count').textContent = loaded.effectCount > 0 ? `${loaded.effectCount} 项` : ''
      return newEffects
    },
    async drawBudget(userid, name) {
      const { minute, hour, day, dropped } = await read(`/budgets/${encodeURIComponent(userid)}`)
      const usage = ({ used, limit }) => `${used} / ${limit}`
      const figures = {
        一分钟内: usage(minute),
        一小时内: usage(hour),
        今天全员人次: usage(day),
        丢弃: String(dropped),
      }
      byId('budget-title').textContent = `${name}的消息额度`
      byId('budget').replaceChildren(
        ...Object.entries(figures).map(([name, figure]) =>
          h('div', {}, h('dt', {}, name), h('dd', { class: 'num' }, figure)),
        ),
      )
    },
    restart() {
      loaded.calls = []
      loaded.effects = []
      loaded.effectCount = 0
    },
  }
}
