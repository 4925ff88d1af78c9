import { onChanges, read, write } from './api.js'
import { byId, icon, timeOf } from './dom.js'
import { createPanels } from './panels.js'
import { createPhone } from './phone.js'

let state = await read('/state')
const phone = createPhone(state)
const panels = createPanels({ member: phone.nameOf, department: phone.departmentName })

let clockOffset = 0
const readState = async () => {
  state = await read('/state')
  clockOffset = state.clock.nowMs - Date.now()
  byId('forward').hidden = !state.clock.movable
  panels.drawFaults(state)
}

const tick = () => {
  byId('clock').textContent = timeOf(Date.now() + clockOffset)
}

byId('notice').prepend(icon('warning'))
byId('forward').addEventListener('click', () => void write('/clock', { advanceMs: 3_600_000 }))
byId('reset').addEventListener('click', () => {
  const sure = confirm('模拟的通讯录、消息和记录回到开头，应用自己的数据不变。现在重来？')
  if (sure) void write('/reset')
})

let knownSeq = 0
let isFirst = true
const refresh = async (topics) => {
  const all = topics.has('reset')
  const changed = (topic) => all || topics.has(topic)
  await readState()
  if (all && state.seq < knownSeq) {
    panels.restart()
    phone.restart()
  }
  knownSeq = state.seq
  if (changed('member')) await phone.refreshDirectory()
  if (changed('call')) await panels.drawCalls()
  if (changed('callback')) await panels.drawCallbacks()
  if (changed('ledger')) {
    const fresh = await panels.drawLedger()
    // What was there before the page opened is not news.
    if (!isFirst) phone.noticeMessages(fresh)
    isFirst = false
  }
  if (changed('chat')) await phone.redraw()
}

/** One at a time, in order. */
let queue = Promise.resolve()
onChanges((topics) => {
  queue = queue.then(() => refresh(topics)).catch((error) => reportError(error))
})
await readState()
tick()
setInterval(tick, 1000)
