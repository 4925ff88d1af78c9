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
  40003: 'userid 只能包含字母、数字和 _ - @ .，且以字母或数字开头',
  45024: '成员数已达上限',
  60001: '部门名称须为 1 到 64 个字',
  60005: '部门内还有成员',
  60006: '部门下还有子部门',
  60007: '根部门不能移动或删除',
  60008: '同级已有同名部门',
  60009: '部门名称不能有 \\ : * ? " < > ｜',
  60010: '不能移动到自己的子部门',
  60102: '该 userid 已被使用',
  60103: '手机号格式错误',
  60104: '该手机号已被使用',
  60110: '所属部门过多',
  60112: '姓名须为 1 到 64 个字',
  60129: '手机和邮箱至少填写一项',
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
