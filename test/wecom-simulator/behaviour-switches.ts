/**
 * Switches for behaviour that WeCom's documentation omits or describes in two ways. The default of each is the outcome
 * that we think most likely.
 */
export type Switches = {
  /** A disabled member opens the app: the authorize page issues a code, or refuses. */
  disabledMemberOAuth: 'code' | 'refused'
  /** The record of a member who left the company in their client is deleted, or stays with status 5. Doc 90196 has both. */
  leftMember: 'gone' | 'record'
  /** The error code of user/get for a member outside the visible range. */
  outOfRangeCode: 60011 | 60021 | 60111
  /** The error code of a write to the directory with the app's token: 48002 by the error help, 60011 by a field report. */
  agentWriteCode: 48002 | 60011
  /** The error code of the tile's calls while the console does not allow 自定义展示; not documented. */
  tileNotAllowedCode: 48002 | 60011 | 301002
  /** 拒绝 on the page of a consent: back to the app with a code that grants nothing, or the page stays. */
  refusedConsent: 'returns' | 'stays'
  /** Reading member details with the contacts token: refused for IP addresses added since 2022-08-15. */
  contactsReads: 'refused' | 'allowed'
  /** Sensitive fields for apps created since 2022-06-20: omitted or empty. `sent` simulates an older app. */
  sensitiveFields: 'omitted' | 'empty' | 'sent'
  /** invaliduser, invalidparty and invalidtag of message/send when they are empty. */
  emptyInvalidFields: 'empty' | 'omitted'
  /** The msgid returned for the second of two identical messages with enable_duplicate_check. */
  duplicateMessageId: 'fresh' | 'same'
  /** The first check of message/send when a whole request is repeated: the task id (42014) or the duplicate. */
  repeatedMessage: 'taskIdFirst' | 'duplicateFirst'
  departmentsPerMember: 20 | 100
  /** The greatest length of a department's name: the API pages and the help text of 60001 name different ones. */
  departmentNameLength: 64 | 32
  /** user/update with a department that does not exist; only user/create is documented. */
  unknownDepartmentOnUpdate: 'refused' | 'created'
  /** The error code of a write to a tag that another app created. */
  foreignTagCode: 81011 | 60011
  /** Whether creating a member through the API sends `subscribe`. */
  subscribeOnCreate: boolean
  /** By doc 90238 a callback is repeated after any status but 200; by doc 90930 only after connection errors and timeouts. */
  retryCallbackOnNon200: boolean
  /** Whether disabling or deleting a member through the API sends `unsubscribe`. */
  unsubscribeOnApiDisable: boolean
  subscribeOnEnable: boolean
  optionIdSpelling: 'OptionId' | 'OpitonId'
  /**
   * The error code of appchat/… for an app that is not visible to the whole company: 48002 by the error help, 60011 by a
   * field report.
   */
  groupsWithoutRootCode: 60011 | 48002
  /** appchat/create and update with a userid that is unknown or outside the visible range. */
  unknownGroupMembers: 'refused' | 'left_out'
  /** The owner of a group after the owner was deleted: still the former one, or the first member who is left. */
  groupOwnerGone: 'stays' | 'first_member'
  callbacks: 'delivered' | 'dropped' | 'duplicated' | 'delayed' | 'reordered'
  callbackDelayMs: number
  /** 企业可信IP of the app: other addresses get 60020. null: every address may call. */
  allowedIps: string[] | null
  /** The same for the contacts secret, which has its own list. */
  contactsAllowedIps: string[] | null
}

export const defaultSwitches: Switches = {
  disabledMemberOAuth: 'refused',
  leftMember: 'gone',
  outOfRangeCode: 60011,
  agentWriteCode: 48002,
  tileNotAllowedCode: 48002,
  refusedConsent: 'returns',
  contactsReads: 'refused',
  sensitiveFields: 'omitted',
  emptyInvalidFields: 'empty',
  duplicateMessageId: 'fresh',
  repeatedMessage: 'taskIdFirst',
  departmentsPerMember: 20,
  departmentNameLength: 64,
  unknownDepartmentOnUpdate: 'refused',
  foreignTagCode: 81011,
  subscribeOnCreate: true,
  retryCallbackOnNon200: true,
  unsubscribeOnApiDisable: true,
  subscribeOnEnable: true,
  optionIdSpelling: 'OptionId',
  groupsWithoutRootCode: 60011,
  unknownGroupMembers: 'refused',
  groupOwnerGone: 'stays',
  callbacks: 'delivered',
  callbackDelayMs: 3000,
  allowedIps: null,
  contactsAllowedIps: null,
}
