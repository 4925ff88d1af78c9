import { names } from '../phrases.ts'
import { deliveryStates } from '../policy-messages.ts'

/** Reminders and exemptions of selected people. */
export const bulkActions = {
  search: '姓名、拼音或凭证码',
  remindAll: '催办名单里的人…',
  remind: '催办…',
  exempt: '豁免…',
  preview: { remind: '催办预览', exempt: '豁免预览' },
  result: { remind: '催办结果', exempt: '豁免结果' },
  reached: {
    remind: (count: number) => `${String(count)} 人会收到`,
    exempt: (count: number) => `${String(count)} 人将被豁免`,
  },
  of: (selected: number, isMore: boolean, skipped: number) =>
    `已选${isMore ? '超过' : ''} ${String(selected)} 人，跳过 ${String(skipped)} 人`,
  skipped: {
    reminded_today: '今天催过',
    questioned: '先答复疑问',
    signed: '已签',
    exempt: '已豁免',
    excluded: '不计入',
    self: '本人，请申请豁免',
  },
  people: (list: readonly string[], count: number) => {
    if (list.length === 0) return `${String(count)} 人`
    return list.length < count ? `${names(list)}等 ${String(count)} 人` : names(list)
  },
  undelivered: '上次未送达',
  message: '对方看到的消息',
  note: '留言',
  noteHint: '40 字以内，显示在消息里',
  sendAt: (time: string) => `发送时间：${time}`,
  sendNow: '立即发送',
  rule: '同一人一天最多催 1 次，非工作时间的消息顺延到早上。',
  send: (count: number) => `催办 ${String(count)} 人`,
  save: (count: number) => `豁免 ${String(count)} 人`,
  reason: '理由',
  until: '豁免到哪天',
  nobody: '没有可以操作的人',
  tooMany: (most: number) => `逐个选择最多 ${String(most)} 人，更多请先筛选再全选`,
  tooManyFound: (count: number) => `超过 ${String(count - 1)} 人符合条件，请缩小筛选范围`,
  grew: '符合条件的人比预览时多。预览已刷新，请核对后再确认',
  close: '关闭',
  cancel: '取消',
  states: { ...deliveryStates, dropped: `${deliveryStates.dropped}，对方已签或账号停用` },
  counts: (sent: number, waiting: number, undelivered: number) =>
    `企业微信已接收 ${String(sent)} 人，待发送 ${String(waiting)} 人，未送达 ${String(undelivered)} 人`,
  refresh: '刷新结果',
  retry: (count: number) => `再发给未送达的 ${String(count)} 人`,
  exempted: (count: number) => `已豁免 ${String(count)} 人`,
  missing: '请填写',
}
