/**
 * Where the platform's behaviour is not documented, or differs from page to page, each outcome can be had.
 * The default is the reading we think most likely.
 */
export type Switches = {
  /** A disabled member opens the app: a code comes all the same, or the authorize page refuses. */
  disabledMemberOAuth: 'code' | 'refused'
  /** user/get of somebody outside the visible range. */
  outOfRangeCode: 60011 | 60021 | 60111
  /** A contacts write with the agent's token: 48002 by the error help, 60011 by a field report. */
  agentWriteCode: 48002 | 60011
  /** Contacts token reading details: refused from IPs added since 2022-08-15. */
  contactsReads: 'refused' | 'allowed'
  /** Sensitive fields of apps made since 2022-06-20: left out, sent empty, or (an older app) sent. */
  sensitiveFields: 'omitted' | 'empty' | 'sent'
  /** Empty invaliduser, invalidparty, invalidtag in message/send. */
  emptyInvalidFields: 'empty' | 'omitted'
  /** The second of two identical messages under enable_duplicate_check. */
  duplicateMessageId: 'fresh' | 'same'
  /** Which check of message/send comes first when a whole request is repeated: 42014, or the silent duplicate. */
  repeatedMessage: 'taskIdFirst' | 'duplicateFirst'
  departmentsPerMember: 20 | 100
  /** Help text of 60001 against the API pages. */
  departmentNameLength: 64 | 32
  /** user/update with a department that does not exist; only user/create is documented. */
  unknownDepartmentOnUpdate: 'refused' | 'created'
  /** Writing a tag that another made. */
  foreignTagCode: 81011 | 60011
  /** Whether a member made through the API also sends `subscribe`. */
  subscribeOnCreate: boolean
  /** Doc 90238 repeats a callback that was not answered 200; doc 90930 only failures to connect and time-outs. */
  retryCallbackOnNon200: boolean
  /** Whether a disable or delete made through the API also sends `unsubscribe`. */
  unsubscribeOnApiDisable: boolean
  subscribeOnEnable: boolean
  optionIdSpelling: 'OptionId' | 'OpitonId'
  /** appchat/… by an app that the whole company does not see: 48002 by the error help, 60011 by a field report. */
  groupsWithoutRootCode: 60011 | 48002
  /** appchat/create and update with somebody who is not there, or out of range. */
  unknownGroupMembers: 'refused' | 'left_out'
  callbacks: 'delivered' | 'dropped' | 'duplicated' | 'delayed' | 'reordered'
  callbackDelayMs: number
  /** 企业可信IP of the app. null: every address may call. Otherwise 60020 for all others. */
  allowedIps: string[] | null
  /** The same for the contacts secret, which has a list of its own. */
  contactsAllowedIps: string[] | null
}

export const defaultSwitches: Switches = {
  disabledMemberOAuth: 'refused',
  outOfRangeCode: 60011,
  agentWriteCode: 48002,
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
  callbacks: 'delivered',
  callbackDelayMs: 3000,
  allowedIps: null,
  contactsAllowedIps: null,
}
