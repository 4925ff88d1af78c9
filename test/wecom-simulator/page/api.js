export const read = async (path) => {
  const answer = await fetch(`/__sim__${path}`)
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  return answer.json()
}

export const write = (path, body = {}) =>
  fetch(`/__sim__${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Calls `listener` with the set of things that changed, at most every 100 ms. */
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
  // After a break everything may have changed.
  events.addEventListener('hello', () => {
    changed.add('reset')
    timer ??= setTimeout(flush, 0)
  })
}
