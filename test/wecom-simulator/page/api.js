export const read = async (path) => {
  const response = await fetch(`/__sim__${path}`)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return response.json()
}

export const write = (path, body = {}) =>
  fetch(`/__sim__${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Messages of error codes, as the console shows them. */
const errorMessages = {
  40003: 'userid 只能用字母、数字和 _ - @ .，开头是字母或数字',
  45024: '成员数到上限了',
  60001: '部门名称要 1 到 64 个字',
  60005: '部门里还有成员',
  60006: '部门下面还有部门',
  60007: '根部门不能移动或删除',
  60008: '旁边已经有同名的部门',
  60009: '部门名称不能有 \\ : * ? " < > ｜',
  60010: '不能移到自己下面',
  60102: '这个 userid 已经有人用',
  60103: '手机号不对',
  60104: '这个手机号已经有人用',
  60110: '一个人的部门太多了',
  60112: '姓名要 1 到 64 个字',
  60129: '手机和邮箱至少填一个',
  81002: '部门最多 15 层',
  301005: '企业创建者不能删除',
  301012: '岗位最多 128 个字',
  301013: '座机只能用数字和 - + ,，最多 32 位',
}

/** Writes, and returns null or the message of the error. */
export const tryToWrite = async (path, body) => {
  const response = await write(path, body)
  if (response.ok) return null
  const { errcode, errmsg, error } = await response.json()
  return errorMessages[errcode]
    ? `${errorMessages[errcode]}（${errcode}）`
    : (errmsg ?? error ?? `HTTP ${response.status}`)
}

/** Calls `listener` with the changed topics, at most every 100 ms. */
export const onChanges = (listener) => {
  const changed = new Set()
  let timer = null
  const flush = () => {
    timer = null
    const topics = new Set(changed)
    changed.clear()
    listener(topics)
  }
  const events = new EventSource('/__sim__/events')
  events.addEventListener('change', (event) => {
    changed.add(event.data)
    timer ??= setTimeout(flush, 100)
  })
  // After a reconnect everything may have changed.
  events.addEventListener('hello', () => {
    changed.add('reset')
    timer ??= setTimeout(flush, 0)
  })
}
