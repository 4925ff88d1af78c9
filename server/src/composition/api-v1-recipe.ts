/** JavaScript by which a backend keeps a copy of who has signed. The page `/api/v1/docs` shows it, and a test runs it. */
export const syncRecipe = `// get(path, query) 返回 /api/v1 下这个路径的 JSON，出错时抛出；第三个参数是上次的返回值，第一次不传
// 出错为 422 after.beyond_end 时，不传第三个参数，从头来
const REREAD = ['policy.in_force', 'policy.answered', 'policy.question_closed', 'policy.asked_anew', 'policy.signer_forgotten']
export async function sync(get, id, { people = {}, at, cursor = '0', versionId } = {}) {
  const policy = (await get('/policies', {})).items.find((one) => one.id === id)
  // 制度停用后 /people 返回 404：保留手上的名单
  if (!policy) return { people, at, cursor, versionId, isRetired: true }
  // 新版生效后，旧版的签收不再算数；此时事件可能还没有出现
  let isWhole = policy.versionId !== versionId
  for (let end = false; !end; ) {
    const { items, next } = await get('/policies/changes', { policy: id, after: cursor })
    if (items.some(({ action }) => REREAD.includes(action))) isWhole = true
    end = next === cursor
    cursor = next
  }
  // 往前一分钟：那时正在写入的，下次不会漏
  const query = isWhole ? {} : { changedSince: new Date(Date.parse(at) - 60_000).toISOString() }
  if (isWhole) people = {}
  let readAt
  for (let after = ''; after !== null; ) {
    const page = await get(\`/policies/\${id}/people\`, { ...query, after })
    readAt ??= page.at
    for (const person of page.items) people[person.userid] = person
    after = page.next
  }
  return { people, at: readAt, cursor, versionId: policy.versionId }
}
`
