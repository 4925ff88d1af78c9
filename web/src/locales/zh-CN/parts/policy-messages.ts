/** The delivery of a message about a policy, in the same words on every page. */
export const deliveryStates = { waiting: '待发送', sent: '企业微信已接收', undelivered: '未送达', dropped: '未发送' }

/** The messages about a policy: to sign, of a change, the scheduled reminder, the reminder that a person sent (催办). */
export const policyMessages = { asked: '待签通知', told: '改动通知', reminded: '提醒签收', urged: '催办签收' }
