/** Characters of the topics: few, so that their pairs and the trigrams of their pinyin are as common as in practice. */
const CHARACTERS = '来料异常质量生产采购客服项目研发测试物流仓储设备安全培训销售'
const PINYIN =
  'lai liao yi chang zhi liang sheng chan cai gou ke fu xiang mu yan fa ce shi wu liu cang chu she bei an quan pei xun xiao shou'
/** The syllables of the characters, in the same order. */
const SYLLABLES = PINYIN.split(' ')

const statement = (text: string) => text.replace(/\s+/g, ' ')

/**
 * Returns the statements that generate `groups` groups of `size` members each among the `members` people of the database.
 * `prefix`: the letter with which the userids of these people begin; `u` in `largeDirectory`. Topics have four characters,
 * so that thousands share a pair of them.
 */
export const largeGroups = (groups: number, size: number, members: number, prefix = 'u'): string[] => {
  const id = (n: string) => `'grp_' || lpad(${n}::text, 20, '0')`
  const person = (n: string) => `'${prefix}' || lpad((1 + (${n}) % ${String(members)})::text, 7, '0')`
  const character = (salt: number) =>
    `substr('${CHARACTERS}', 1 + abs(hashint4(n * 31 + ${String(salt)})) % ${String([...CHARACTERS].length)}, 1)`
  const syllable = (salt: number) =>
    `(array['${SYLLABLES.join("','")}'])[1 + abs(hashint4(n * 31 + ${String(salt)})) % ${String(SYLLABLES.length)}]`
  return [
    `insert into chat_groups (id, chat_id, origin, state, name, topic, pinyin, kind, purpose, owner_id, deputy_id,
       department_path, expires_on, member_count, gone_count, created_at, greetings, review_due_on, review_rung, charter_rung, is_applying,
       missing, version, charter_signed_at)
     select ${id('n')}, 'chat' || n, 'api', 'active', '部门-' || made.topic || '-专项', made.topic, made.pinyin, '专项', '日常',
       ${person('n * 7')}, ${person('n * 7 + 1')}, d.path, current_date + (30 + n % 300), ${String(size)}, n % 3,
       now() - make_interval(mins => n), -1, current_date + (1 + n % 90), 0, 0, false, '{}', 1, now()
     from (select n, ${[1, 2, 3, 4].map(character).join(' || ')} as topic, ${[1, 2, 3, 4].map(syllable).join(' || ')} as pinyin
       from generate_series(1, ${String(groups)}) n) as made
     join members m on m.userid = ${person('n * 7')} join departments d on d.id = m.main_department_id`,
    // One in eight has an escalated review, half of those to the management department.
    `update chat_groups set review_opened_at = created_at, review_close_by = now() + interval '1 day',
       review_rung = 1 + (right(id, 6)::int / 8) % 2 where right(id, 6)::int % 8 = 0`,
    `insert into group_places (department_id, created_at, group_id, late_since)
     select unnest(department_path), created_at, id, case when review_rung > 0 then review_opened_at end
     from chat_groups`,
    `insert into group_members (group_id, userid, reason, department_id, since, is_archived, gone_reason, gone_at)
     select ${id('n')}, ${person('n * 7 + k * 13')}, 'department', m.main_department_id, now(), false,
       case when k < n % 3 then 'moved' end, case when k < n % 3 then now() end
     from generate_series(1, ${String(groups)}) n cross join generate_series(0, ${String(size - 1)}) k
     join members m on m.userid = ${person('n * 7 + k * 13')} on conflict do nothing`,
    `insert into group_grams (gram, group_id)
     select distinct '=' || substr(topic, at, 2), id from chat_groups, generate_series(1, 3) at
     union select distinct '~' || substr(pinyin, at, 3), id from chat_groups, generate_series(1, 12) at
       where length(pinyin) >= at + 2`,
    'analyze',
  ].map(statement)
}
