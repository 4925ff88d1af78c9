import type { ApiKeyCall, ApiKeyView, ApiScope } from '@desk/shared/api-keys/api-key-schemas'

const messages = {
  hint: '供公司内部程序调用，由运维或运维主管生成。密钥只显示一次，只保存指纹。',
  docs: '接口说明',
  scopes: {
    'directory.read': '读取部门',
    'policies.read': '读取签收进度',
    'members.names': '读取姓名（否则只有账号）',
    'policies.texts': '读取制度全文',
    'policies.receipts': '读取签收凭证',
  } satisfies Record<ApiScope, string>,
  states: {
    live: '可用',
    stopped: '已停用：负责人已不在管理部门',
    expired: '已过期',
    revoked: '已吊销',
  } satisfies Record<ApiKeyView['state'], string>,
  none: '暂无密钥',
  noneHint: '公司内部程序要读取制度的签收情况时，生成一个密钥，限定权限和来源地址。',
  columns: {
    name: '名称',
    scopes: '权限',
    addresses: '来源地址',
    lastUsed: '最近使用',
    expires: '有效期至',
    createdBy: '负责人',
    createdAt: '生成时间',
  },
  anywhere: '任何地址',
  neverUsed: '未使用',
  name: '名称',
  namePlaceholder: '例如：人事系统',
  scope: '权限',
  addresses: '来源地址',
  addressesHint: '每行一个地址或网段，例如 10.2.8.0/24。不填则任何地址都可以调用。',
  log: '调用记录',
  logTitle: (name: string) => `“${name}”的调用记录`,
  logHint: '属于审计记录，长期保存。地址只记到网段。',
  logEmpty: '还没有调用',
  logClose: '关闭',
  from: (network: string) => `来自 ${network}`,
  refusedFor: { address: '地址不符，已拒绝', scope: '没有权限，已拒绝' } satisfies Record<
    NonNullable<ApiKeyCall['refusedFor']>,
    string
  >,
  expiresOn: '有效期至',
  expiresOnHint: '最长一年',
  create: '生成密钥',
  createdTitle: '密钥只显示一次',
  createdHint: '请立即复制保存，关闭后无法再次查看。使用时放在请求头 Authorization: Bearer 之后。',
  confirmStored: '已保存，关闭',
  takeOver: '接手',
  takeOverTitle: (name: string) => `接手“${name}”，由你负责，使用它的程序立即恢复`,
  revoke: '吊销',
  revokeTitle: (name: string) => `吊销“${name}”，使用它的程序立即无法访问`,
}

export default messages
