import type { DraftClause } from '@desk/shared/policies/policy-draft'

/** Clauses 3.1 to 4.1: accounts, communication, files and groups. */
export const accountClauses: readonly DraftClause[] = [
  {
    id: '3.1a',
    no: '3.1①',
    zh: { title: '开通', body: '人事提交，管理部门审核后开通。', why: '' },
    en: {
      title: 'Opening an account',
      body: 'HR submits the request; the management department reviews it and opens the account.',
      why: '',
    },
  },
  {
    id: '3.1b',
    no: '3.1②',
    zh: { title: '资料完整', body: '姓名、部门、岗位真实完整。', why: '' },
    en: { title: 'Complete data', body: 'Name, department and position must be true and complete.', why: '' },
  },
  {
    id: '3.1c',
    no: '3.1③',
    zh: {
      title: '首次登录',
      body: '首次登录立即修改初始密码。密码建议不少于 8 位，同时含字母、数字和符号，不与其他平台相同。',
      why: '',
    },
    en: {
      title: 'First sign-in',
      body: 'Change the initial password immediately. Use at least 8 characters with letters, digits and symbols, and a password that you use on no other platform.',
      why: '',
    },
  },
  {
    id: '3.2a',
    no: '3.2①',
    zh: { title: '实名自用', body: '账号实名，只给本人用，不出借。', why: '' },
    en: {
      title: 'Real names',
      body: 'Accounts carry real names and are for their owner only; do not lend them.',
      why: '',
    },
  },
  {
    id: '3.2b',
    no: '3.2②',
    zh: { title: '定期换密码', body: '定期更换密码，不与其他平台的密码相同。', why: '' },
    en: {
      title: 'Regular password changes',
      body: 'Change your password regularly, and use no password of another platform.',
      why: '',
    },
  },
  {
    id: '3.2c',
    no: '3.2③',
    zh: {
      title: '安全的设备和网络',
      body: '不在公用电脑、非官方客户端、不安全的网络上登录；离开时锁屏或退出。',
      why: '',
    },
    en: {
      title: 'Safe devices and networks',
      body: 'Do not sign in on public computers, in unofficial clients or on unsafe networks; lock the screen or sign out when you leave.',
      why: '',
    },
  },
  {
    id: '3.2d',
    no: '3.2④',
    zh: {
      title: '手机遗失或更换',
      body: '手机遗失、被盗或更换，**立即**向管理部门或部门管理员报告，由其锁定或解绑账号。同事可以代报。',
      why: '',
    },
    en: {
      title: 'Lost or new phone',
      body: 'If your phone is lost, stolen or replaced, tell the management department or your department admin **immediately**; they lock or unbind the account. A colleague may report it for you.',
      why: '',
    },
  },
  {
    id: '3.3a',
    no: '3.3①',
    zh: { title: '信息变更', body: '姓名、部门、岗位有变，经部门管理员核实，交管理部门更新。', why: '' },
    en: {
      title: 'Changed data',
      body: 'When your name, department or position changes, your department admin verifies it and the management department updates it.',
      why: '',
    },
  },
  {
    id: '3.3b',
    no: '3.3②',
    zh: {
      title: '离职与调岗',
      body: '离开前清理敏感信息，完成数据交接，移交群和待办；账号按期注销或调整权限。',
      why: '',
    },
    en: {
      title: 'Leaving and moving',
      body: 'Before you leave, remove sensitive data and hand over your work data, groups and tasks; accounts are closed or their permissions adjusted on time.',
      why: '',
    },
  },
  {
    id: '3.3c',
    no: '3.3③',
    zh: { title: '注销之后', body: '注销后不再有任何权限，数据按规定处理。', why: '' },
    en: {
      title: 'After closure',
      body: 'A closed account no longer has any permissions; its data is handled according to the rules.',
      why: '',
    },
  },
  {
    id: '4.1a',
    no: '4.1①',
    zh: { title: '沟通内容', body: '与工作有关，文明，不传谣，不泄密。', why: '' },
    en: {
      title: 'Messages',
      body: 'Keep messages work-related and civil; spread no rumours and no confidential information.',
      why: '',
    },
  },
  {
    id: '4.1b',
    no: '4.1②',
    zh: { title: '文件传输', body: '大文件用链接，敏感文件加密，发送前看清收件人。', why: '' },
    en: {
      title: 'Files',
      body: 'Send large files as links and encrypt sensitive ones; check the recipients before you send.',
      why: '',
    },
  },
  {
    id: '4.1c1',
    no: '4.1③（1）',
    zh: { title: '建立群聊', body: '确有工作需要才建群，群名写明事项或成员范围。', why: '' },
    en: {
      title: 'New groups',
      body: 'Create a group only when work requires it; its name states the subject or the members.',
      why: '',
    },
  },
  {
    id: '4.1c2',
    no: '4.1③（2）',
    zh: { title: '群主职责', body: '清理无关的人，围绕主题，提醒并处理违规。', why: '' },
    en: {
      title: 'Group owners',
      body: 'Remove people who do not belong to the group, keep it on topic, and handle violations.',
      why: '',
    },
  },
]
