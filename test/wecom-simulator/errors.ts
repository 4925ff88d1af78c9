/** What each error code says. The wording may change at any time (doc 90313): callers branch on the code alone. */
const texts: Record<number, string> = {
  [-1]: 'system busy',
  6000: 'data version conflict',
  40001: 'invalid credential',
  40003: 'invalid userid',
  40008: 'invalid message type',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40031: 'invalid userid list',
  40032: 'userid list too long',
  40035: 'invalid parameter',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40063: 'some parameters are empty',
  41001: 'access_token missing',
  41002: 'corpid missing',
  41004: 'corpsecret missing',
  41008: 'code missing',
  41009: 'userid missing',
  41011: 'agentid missing',
  41033: 'missing description',
  42001: 'access_token expired',
  42012: 'jsapi_ticket unusable',
  42014: 'invalid task_id',
  42015: 'response_code was issued to another app',
  42018: 'invalid button name',
  42027: 'invalid keyname',
  42028: 'invalid url',
  42031: 'invalid card_type',
  42033: 'missing main_title.title or sub_title_text',
  42035: 'horizontal_content_list too long',
  42037: 'option_list length invalid',
  42038: 'invalid button text',
  42039: 'invalid button key',
  42040: 'invalid option id',
  42041: 'invalid option text',
  42042: 'invalid jump_list',
  42043: 'invalid question_key',
  42044: 'invalid card_image.url',
  42045: 'invalid card_action',
  42046: 'invalid submit_button.key',
  42047: 'select_list length invalid',
  42049: 'invalid submit_button.text',
  42050: 'invalid userid in card',
  42051: 'duplicate action_menu key',
  42052: 'msgid expired',
  43012: 'callback url not configured',
  44004: 'empty content',
  45009: 'api freq out of limit',
  48002: 'API forbidden',
  48009: 'api forbidden for contact assistant',
  50001: 'redirect_url domain mismatch',
  60003: 'department not found',
  60011: 'no privilege to access/modify contact/party/agent',
  60020: 'not allow to access from your ip',
  60021: 'userid not in the visible range of the app',
  46004: 'user not exist',
  60102: 'userid existed',
  60103: 'mobile invalid',
  60104: 'mobile existed',
  60105: 'email invalid',
  60106: 'email existed',
  60110: 'too many departments of user',
  60111: 'userid not found',
  60112: 'invalid name',
  60123: 'invalid party id',
  60132: 'is_leader_in_dept and department must have the same size',
  60140: 'invalid response_code',
  60150: 'invalid extattr type',
  60257: 'direct_leader too many',
  81013: 'user & party & tag all invalid',
  82001: 'user & party & tag all empty',
  82101: 'no target given',
  82102: 'target is not a recipient of the message',
  84025: 'invalid state',
  91040: 'invalid ticket type',
  301002: 'not allow operate another agent with this accesstoken',
  301012: 'invalid position',
  301013: 'invalid telephone',
  301036: 'userid may not be changed',
}

const textOf = (errcode: number): string => texts[errcode] ?? 'error'

/** The platform says no. `detail` follows the standard words. */
export class WecomRefusal extends Error {
  readonly errcode: number

  constructor(errcode: number, detail?: string) {
    super(detail === undefined ? textOf(errcode) : `${textOf(errcode)}: ${detail}`)
    this.name = 'WecomRefusal'
    this.errcode = errcode
  }
}

export const refuse = (errcode: number, detail?: string): never => {
  throw new WecomRefusal(errcode, detail)
}

/** The one shape of every failure, always with HTTP 200 (doc 90930). */
export const failureBody = (
  failure: { errcode: number; text: string },
  caller: { ip: string; nowMs: number; hint: string },
): { errcode: number; errmsg: string } => ({
  errcode: failure.errcode,
  errmsg:
    `${failure.text}, hint: [${Math.floor(caller.nowMs / 1000)}_28_${caller.hint}], from ip: ${caller.ip}, ` +
    `more info at https://open.work.weixin.qq.com/devtool/query?e=${failure.errcode}`,
})
