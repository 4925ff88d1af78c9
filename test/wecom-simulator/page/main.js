import { onChanges, read, write } from './api.js'
import { byId, dayOf, icon, timeOf } from './dom.js'
import { createPanels } from './panels.js'
import { createPhone } from './phone.js'

let state = await read('/state')
const drawBudget = () => panels.drawBudget(phone.userid(), phone.nameOf(phone.userid()))
let clockOffset = 0
const now = () => Date.now() + clockOffset
const today = () => dayOf(now())
const phone = createPhone(state, { onPersonaChange: () => void drawBudget(), today })
const panels = createPanels({ member: phone.nameOf, department: phone.departmentName })

const readState = async () => {
  state = await read('/state')
  clockOffset = state.clock.nowMs - Date.now()
  byId('clock-moves').hidden = !state.clock.movable
  panels.drawFaults(state)
}

const tick = () => {
  byId('clock').textContent = `${today()} ${timeOf(now())}`
}

byId('notice').prepend(icon('warning'))
byId('clock-moves').addEventListener('click', (event) => {
  const move = event.target.closest('button')?.dataset.move
  if (move) void write('/clock', JSON.parse(move))
})
byId('reset').addEventListener('click', () => {
  const isConfirmed = confirm('模拟的通讯录、消息和记录将恢复初始状态，应用的数据不变。确定重置？')
  if (isConfirmed) void write('/reset')
})

let knownSeq = 0
// Messages sent after the page opened are counted as unread, also those sent before the first change event.
let unreadAfter = state.seq
const refresh = async (topics) => {
  const all = topics.has('reset')
  const changed = (topic) => all || topics.has(topic)
  const shownDay = today()
  await readState()
  if (all && state.seq < knownSeq) {
    panels.restart()
    phone.restart()
    unreadAfter = 0
  }
  knownSeq = state.seq
  if (changed('member')) await phone.refreshDirectory()
  if (changed('call')) await panels.drawCalls()
  if (changed('callback')) await panels.drawCallbacks()
  if (changed('ledger')) {
    const newEffects = await panels.drawEffects()
    phone.countUnread(newEffects.filter(({ seq }) => seq > unreadAfter))
  }
  if (changed('chat') || today() !== shownDay) await phone.redraw()
  if (changed('tfa')) await phone.checkSecondFactor()
  if (changed('ledger') || changed('clock')) await drawBudget()
}

/** Refreshes run one after the other. */
let queue = Promise.resolve()
onChanges((topics) => {
  queue = queue.then(() => refresh(topics)).catch((error) => reportError(error))
})
await readState()
tick()
setInterval(tick, 1000)
