import { causesOfDifference } from '@desk/shared/policies/roster'

/** The texts of the document in English, by the Chinese that the page shows. A test finds a missing one. */
const english: Readonly<Record<string, string>> = {
  '企微自助 API v1': 'WeCom Desk API v1',
  本公司的企微自助: 'Your company’s WeCom Desk',
  '供公司自己的后台程序只读调用：只有 GET 和 HEAD，其他方法返回 405（method.not_allowed）。密钥由运维或运维主管在「我的 → 设置 → 接口密钥」生成，按权限和来源地址限定，最长一年；到期前生成新的，两个可以同时使用。负责人不再是运维或运维主管时密钥停用，由另一位接手后恢复。每次调用都记入审计；每个密钥每分钟最多 60 次。':
    'Read-only, for the company’s own programs: only GET and HEAD; other methods get 405 (method.not_allowed). Holders of the roles ops and ops lead create keys in Me → Settings → API keys, restricted by scope and address, for a year at most; create the next key before one expires, both work at the same time. A key stops when the member responsible for it no longer holds either role, and works again once another member takes it over. Every call is recorded in the audit log. A key allows 60 calls a minute.',
  '分页：把上一页的 next 原样放进 after，直到 next 为 null；事件的 next 不会为 null，与传入的 after 相同时停。一页最多 500 条（/departments 200 条），limit 可以改小。人员按 userid、部门按 id 排列，所以读取期间名单变化时，一直在名单里的人不漏也不重；期间新加入的可能读不到，下次从头读即可。':
    'Paging: pass next as after, until next is null. The next of events is never null: stop when it equals the after you passed. A page has up to 500 rows (200 of /departments); limit makes it smaller. People are sorted by userid, departments by id, so that a person who is listed throughout is neither skipped nor repeated while others change; a person who joins meanwhile may appear only in the next run.',
  '时间为 UTC（RFC 3339），日期为公司所在时区的日历日。v1 只增加字段和参数，不改名、不删除；请忽略不认识的字段。':
    'Times are UTC (RFC 3339); dates are calendar days in the company’s time zone. v1 adds fields and parameters, and neither renames nor removes any: ignore fields that you do not know.',
  读取部门: 'Read departments',
  读取签收进度: 'Read sign-off progress',
  读取制度全文: 'Read the texts of policies',
  读取签收凭证: 'Read receipts',
  '接口密钥，放在 Authorization: Bearer 之后': 'An API key, after Authorization: Bearer',
  '认证方式：Bearer': 'The scheme: Bearer',
  多少秒后再试: 'Seconds until a retry',

  部门: 'Departments',
  '应用可见的部门，按 id 排列。': 'The departments visible to the app, by id.',
  制度及其版本: 'Policies and their versions',
  '现行的制度，以及每项制度发布过的版本。': 'The policies in force, each with the versions that were published.',
  游标之后的事件: 'Events after a cursor',
  '已存证的事件，按先后排列，约晚一分钟出现；不会有事件插到读过的游标之前，也不含任何人写的文字。':
    'Recorded events in their order, about a minute late; none appears before a cursor that was read, and none contains text that a person typed.',
  'next 不会为 null：与传入的 after 相同时停，过一会儿再读。数据库恢复到更早的备份后，旧游标返回 422（after.beyond_end），此时从头读。':
    'next is never null: stop when it equals the after you passed, and read again later. After the database was restored from an older backup, an old cursor gets 422 (after.beyond_end): read from the start.',
  各部门的签收人数: 'Counts by department',
  '按部门 id 排列，每个部门含其下级。传 asOf 时返回那天结束时的数字，只有较高的几级部门存有。':
    'By department id, each with the departments below it. With asOf the numbers of the end of that day, which are stored for the upper levels only.',
  成员及其签收状态: 'People and their states',
  '制度适用的成员，按 userid 排列。一页可能为空而 next 不为 null，此时接着读。传 asOf 时按记录还原那天结束时的名单。':
    'The people whom the policy binds, by userid. A page may be empty while next is not null: read on. With asOf the list of the end of that day, derived from the records.',
  一个已发布版本的全文: 'The texts of a published version',
  '每种语言一份，附全文和每一条的 SHA-256。': 'One for each language, with the SHA-256 of the text and of each clause.',
  '一份签收凭证，当场查验': 'A receipt, verified now',
  '由服务器查验；结果未经第三方独立核对。': 'The server verifies it; no third party has checked the result.',

  '上一页的 next，原样传回；不传或为空时从头读': 'The next of the previous page; without it or empty, from the start',
  '上次的 next，原样传回；不传或为空时从头读': 'The last next; without it or empty, from the start',
  '一页最多几条，1 到 500，不传时 500': 'Rows of a page, 1 to 500; 500 by default',
  '一页最多几条，1 到 200，不传时 200': 'Rows of a page, 1 to 200; 200 by default',
  '只返回这项制度的事件；policy.signer_forgotten 不属于某一项制度，始终返回':
    'Only events of this policy; policy.signer_forgotten belongs to no policy and is always returned',
  '过去的某一天：返回那天结束时存下的数字；没有存时 404（policy.day_not_stored），今天和以后 422':
    'A past day: the numbers stored at its end; 404 (policy.day_not_stored) if there are none, 422 for today and later',
  '过去的某一天：按记录还原那天结束时每个人的状态；那天没有存数字时 404（policy.day_not_stored），今天和以后 422；与 changedSince 同时传也是 422。部门和账号停用没有历史，按现在的':
    'A past day: the state of each person at its end, derived from the records; 404 (policy.day_not_stored) if no numbers are stored, 422 for today and later, and together with changedSince. Departments and disabled accounts have no history and are those of now',
  '签收身份在这一天之后被匿名化的人数：那天是否签收已无从得知，不在 items 里，也不计入任何状态。整份名单的数，不是这一页的；asOf 为 null 时为 0':
    'Number of people whose identity as signers was erased after this day: whether they had signed is no longer known, and they are neither in items nor in any state. Of the whole list, not of this page; 0 when asOf is null',
  '这一天结束时的全公司名单是否已存证，而且各状态的人数与这一天存下的相同：true 时可用签收证据逐人核对；false 的原因见 commitment。asOf 为 null 时为 null':
    'Whether the evidence log commits to the roster of the whole company at the end of this day, with the numbers in each state that were stored for this day. true: a file of evidence proves it person by person; false: commitment says why. null when asOf is null',
  [`none 未存证，只是按记录还原；same 已存证，各状态的人数与这一天存下的相同；differs 已存证，但人数不同：${causesOfDifference.zh}。asOf 为 null 时为 null`]: `none: not in the log, only derived from the records. same: in the log, with the numbers in each state that were stored for this day. differs: in the log, with other numbers: ${causesOfDifference.en}. null when asOf is null`,
  '只返回这个部门及其下级的成员；没有这个部门时列表为空':
    'Only members of this department and those below it; an unknown department has none',
  只返回这种状态的成员: 'Only people in this state',
  '只返回从这一刻起（含）签收、首次打开、提问、豁免或豁免结束、改期限、逾期、未送达或恢复送达、进入签收范围、换部门、改名、账号启用或停用、合作期有变、入职或离职的成员；其他变化见 changes，转出签收范围的不再列出。RFC 3339，带 Z 或时差（+08:00，加号写成 %2B）；晚于现在时 422':
    'Only people who since this instant (inclusive) signed, opened the text first, asked a question, were exempted or whose exemption ended, got another due date, became overdue or undelivered, were reached again, came to be bound, moved, were renamed, enabled or disabled, had a contract changed, joined or left; changes has all else, and who is not bound any more is not listed. RFC 3339 with Z or an offset (+08:00, its plus as %2B); 422 if later than now',

  '下一页的游标，原样放进 after；为 null 时已读完': 'The cursor of the next page, for after; null: this was the last',
  '从根部门到本部门的 id': 'Ids from the root to this department',
  现行版本的中文标题: 'The Chinese title of the version in force',
  现行版本的版本号: 'The label of the version in force',
  '一般签收期限，公司时区该日的最后一刻；个人期限见人员':
    'The common due date, the last instant of a day in the company’s time zone; people has those of each person',
  '每种语言全文的 SHA-256': 'SHA-256 of the text in each language',
  'major 签过旧版的人要再签；minor 和 no_resign 不用，旧版的签收继续算数':
    'major: whoever signed an older version signs again; minor and no_resign: they need not, and their signatures still count',
  '数字是这一天结束时的；为 null 时是现在的': 'The day at whose end these were the numbers; null: now',
  '0 是全公司；每个数字都含下级部门': '0 is the company; every number includes the departments below',
  '每种状态的人数：signed 已签，pending 待签，overdue 逾期，questioned 有疑问未答复，undelivered 企业微信没有送达任何通知，exempt 已豁免，excluded 不计入：账号未激活、已禁用、已离职，或合作期已过。changeOnly 是 pending 中签过旧版、只差变化部分的人，不另计。看板的“应签”是 excluded 以外的所有人':
    'People in each state: signed; pending; overdue; questioned: their question is open; undelivered: WeCom delivered no notice; exempt; excluded: not activated, disabled, left, or a partner whose contract is over. changeOnly is those of pending who signed an older version and have to sign what changed; they are not counted twice. The board counts everyone except the excluded as having to sign',
  'signed 已签，pending 待签，overdue 逾期，questioned 有疑问未答复，undelivered 企业微信没有送达任何通知，exempt 已豁免，excluded 不计入：账号未激活、已禁用、已离职，或合作期已过':
    'signed; pending; overdue; questioned: their question is open; undelivered: WeCom delivered no notice; exempt; excluded: not activated, disabled, left, or a partner whose contract is over',
  '服务器开始读这一页的时间。下次的 changedSince 用第一页的 at 再往前一分钟':
    'When the server began to read this page. For the next changedSince take the at of the first page less one minute',
  '名单是这一天结束时的；为 null 时是现在的。当天之后的签收、入职和离职不算在内':
    'The day at whose end this was the list; null: now. Later signatures, joiners and leavers are not in it',
  '姓名；密钥没有 members.names 权限时为 null': 'The name; null if the key lacks the scope members.names',
  '成员现在的主部门，传 asOf 时也是': 'The main department of now, also with asOf',
  '最近签收的版本号，可能是旧版；是否已签看 state。签过的全部版本见 changes 的 policy.signed':
    'The label of the version signed last, possibly an older one: state says whether it counts. All versions that were signed: policy.signed in changes',
  '最近签收的版本，用于读取全文，可以早于现行版；是否算数看 state':
    'The version signed last, to read its texts; it may be older than the one in force: state says whether it counts',
  最近签收的凭证号: 'The receipt of the last signature',
  '首次打开该版本的时间；没有记录时为 null': 'When the version was opened first; null if not recorded',
  '该成员的签收期限，公司时区该日的最后一刻':
    'The due date of this person, the last instant of a day in the company’s time zone',

  '制度的 id；policy.signed 是签收记录的 id，policy.signer_forgotten 是签收人的化名，两者都不必解读':
    'The id of the policy; that of the signature in policy.signed, and the pseudonym of the signer in policy.signer_forgotten, neither of which you need',
  '签收人；其他事件，以及签收人的密钥已销毁时，为 null':
    'The signer; null in other events, and if their key was destroyed',
  '签收的凭证号，用于读取凭证；其他事件为 null': 'The receipt of the signature, to read it; null in other events',
  '发布了版本，从 effectiveOn 起生效': 'A version was published, in force from effectiveOn',
  '版本生效；之后从头读一次人员': 'A version came into force; read all people again',
  成员签收: 'A person signed',
  '制度停用，不再要求签收；已有的签收和凭证不变':
    'The policy was retired: nobody has to sign it any more; signatures and receipts stay',
  '签收人的密钥已销毁，此前的签收不再对应到人':
    'The key of a signer was destroyed: their signatures no longer name a person',
  成员提出疑问: 'A person asked a question',
  疑问已答复: 'A question was answered',
  疑问已关闭: 'A question was closed',
  '成员获豁免；until 是最后一天，null 为长期': 'A person was exempted; until is the last day, null: without end',
  豁免提前结束: 'An exemption was ended early',
  成员有了个人期限: 'A person got their own due date',
  要求成员重新签收: 'A person has to sign again',
  '催办了 people 人；department 为 0 时不限部门':
    'A reminder was sent: people is the number of recipients; department 0: all departments',
  '下一次的游标，不会为 null：与传入的 after 相同时已读完，过一会儿再读':
    'The next cursor, never null: when it equals the after you passed, you have read all; read again later',

  签收时确认的一句话: 'The sentence confirmed by signing',
  '全文的 SHA-256': 'SHA-256 of the text',
  条款号: 'The number of the clause',
  'full 签全文，delta 只签变化的条款': 'full: the whole text was signed; delta: only the clauses that changed',
  '签收人；其密钥已销毁时为 null': 'The signer; null if their key was destroyed',
  '签收时的姓名；密钥没有 members.names 权限时为 null':
    'The name at the time of signing; null if the key lacks the scope members.names',
  签收时的部门: 'The department at the time of signing',
  '签收记录的 SHA-256，存证日志中有同样的值': 'SHA-256 of the signature; the evidence log has the same value',
  '记录本身：valid 与存证日志相符，newer 相符但已有新版要签，broken 不符；现在还算不算数见 validity':
    'The record: valid: it agrees with the evidence log; newer: it agrees, and a newer version has to be signed; broken: it does not agree. validity says whether it counts now',
  'current 现在有效，replaced 已由后一次签收取代，newer 已有新版要签，lapsed 同一版须重新签收，retired 制度已停用，left 签收人已离职，unbound 制度不再要求签收人签收':
    'current: it counts; replaced: by a later signature; newer: a newer version has to be signed; lapsed: the same version has to be signed again; retired: the policy was retired; left: the signer left; unbound: the policy no longer asks the signer to sign',
  '从这时起不再算数；现在有效或没有记录时为 null':
    'When it stopped counting; null if it still counts, or if this is not recorded',
  同一人对同一制度的后一份凭证: 'The later receipt of the same person for the same policy',
  这份签收现在是否算数: 'Whether the signature counts now',
  条款与签收时相同: 'The clauses are those that were signed',
  '服务器刚刚查验的结果；record 为 null 时尚未存证':
    'What the server just found; record is null until the evidence log has it',

  '错误码，不会改名，以后可能增加': 'The error code; never renamed, others may be added',
  向管理员反馈时附上: 'Quote it when you ask the administrators',
  '视错误码而定，见各状态的说明': 'Depends on the code: see the statuses',
  '缺少的权限，或 address': 'the missing scope, or address',
  服务器看到的调用地址: 'the address of the caller, as the server sees it',
  存有数字的第一天: 'the first day with numbers',
  有误的参数: 'the wrong parameters',
  参数名: 'The name of the parameter',
  '密钥缺失、不存在、已过期、已停用或已吊销': 'the key is missing, unknown, expired, stopped or revoked',
  'details.action 是密钥缺少的权限；为 address 时，不是从允许的地址调用，details.address 是服务器看到的地址':
    'details.action is the scope that the key lacks; if it is address, the call does not come from an allowed address, and details.address is the one that the server saw',
  '从其他网站的网页调用：只供后台程序调用': 'called by a page of another site: only programs may call',
  '没有这项制度、这个版本或这份凭证；制度停用后，人员和部门也返回它':
    'no such policy, version or receipt; also for people and departments once the policy is retired',
  'asOf 那天没有存数字；details.firstDay 是存有数字的第一天，null 为还没有':
    'no numbers of the day asOf; details.firstDay is the first with numbers, null if there is none yet',
  没有这个路径: 'no such path',
  '参数有误；details.fields 逐项写明 path（参数名）和 code':
    'wrong parameters; details.fields names each by path, with a code',
  '这个密钥一分钟内调用超过 60 次；details.retryAfterS 是多少秒后再试，同 Retry-After':
    'more than 60 calls a minute with this key; details.retryAfterS is the seconds until a retry, as Retry-After',
  '服务器暂时繁忙，按 Retry-After 再试': 'the server is busy; retry after Retry-After',
  '服务器磁盘已满，按 Retry-After 再试': 'the disk of the server is full; retry after Retry-After',
  没有这个参数: 'no such parameter',
  格式有误: 'wrong format',
  不是列出的值: 'not one of the listed values',
  同一个参数传了多次: 'passed more than once',
  数字太大: 'the number is too large',
  '没有这一天，例如 2 月 30 日': 'no such day, such as 30 February',
  'asOf 是今天或以后': 'asOf is today or later',
  'asOf 和 changedSince 不能同时传': 'asOf and changedSince exclude each other',
  '时间不在 2000 到 2100 年之间': 'the time is not between 2000 and 2100',
  'changedSince 晚于服务器的现在': 'changedSince is later than the server’s now',
  'after 在最后一个事件之后：数据库恢复过，从头读 changes 和人员':
    'after is later than the last event: the database was restored; read changes and people from the start',
}

const TEXTS = new Set(['title', 'summary', 'description'])

/** Returns the document with its texts in English; examples stay as they are. */
export function toEnglish<Json>(json: Json, key = ''): Json {
  if (typeof json === 'string') return (TEXTS.has(key) ? json.split('\n').map(lineInEnglish).join('\n') : json) as Json
  if (typeof json !== 'object' || json === null || key === 'example') return json
  if (Array.isArray(json)) return json.map((item: unknown) => toEnglish(item, key)) as Json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, toEnglish(value as unknown, name)]),
  ) as Json
}

/** Returns one text, or a code or status with its meaning. */
function lineInEnglish(line: string): string {
  const [, code, meaning] = /^([\w.]+)：(.+)$/.exec(line) ?? []
  return code === undefined || meaning === undefined
    ? (english[line] ?? line)
    : `${code}: ${english[meaning] ?? meaning}`
}
