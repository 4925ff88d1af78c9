import type { UnservedPassage } from './served-passage.ts'

/** The passages of the policy document that no feature serves. All others are in `clause-table.ts`. */
export const unservedPassages: readonly UnservedPassage[] = [
  {
    clause: 'P',
    words: '企业微信用来让工作沟通准确、安全、高效',
    reason: 'states the purpose, demands nothing',
  },
  { clause: '1.1', words: '依据国家法律法规和公司管理制度制定', reason: 'states the basis, demands nothing' },
  {
    clause: '1.1',
    words: '统一账号、沟通、文件和群聊的做法，让消息找得到人',
    reason: 'summarises chapters 3 and 4, whose clauses have separate rows',
  },
  { clause: '1.3c', words: '有事说事', reason: 'how a message is written: the app reads no messages' },
  { clause: '1.3d', words: '重要的话写完整', reason: 'how a message is written: the app reads no messages' },
]
