import type { DraftClause } from '@desk/shared/policies/policy-draft'

/** Preamble and clauses 1.1 to 2.3: purpose and responsibilities. */
export const generalClauses: readonly DraftClause[] = [
  {
    id: 'P',
    no: '前言',
    zh: {
      title: '为什么有这份规范',
      body: '企业微信用来让工作沟通**准确、安全、高效**。下面写清每个人要做什么，出了事找谁。',
      why: '',
    },
    en: {
      title: 'Why these rules exist',
      body: 'WeCom makes communication at work **accurate, secure and efficient**. These rules state what each of us has to do, and whom to turn to when something goes wrong.',
      why: '',
    },
  },
  {
    id: '1.1',
    no: '1.1',
    zh: {
      title: '目的与依据',
      body: '依据国家法律法规和公司管理制度制定。统一账号、沟通、文件和群聊的做法，让消息找得到人，也查得到来源。',
      why: '',
    },
    en: {
      title: 'Purpose and basis',
      body: 'Based on laws, regulations and company rules. Accounts, communication, files and groups are handled in one way, so that messages reach the right people and can be traced to their source.',
      why: '',
    },
  },
  {
    id: '1.2',
    no: '1.2',
    zh: {
      title: '谁要遵守',
      body: '全体员工，含试用期；外部合作人员在合作期内同样遵守。**先读完再使用**企业微信。',
      why: '',
    },
    en: {
      title: 'Who has to comply',
      body: 'All employees, including those on probation, and external partners during their contract. **Read this before you use** WeCom.',
      why: '',
    },
  },
  {
    id: '1.3a',
    no: '1.3①',
    zh: { title: '合规', body: '不用企业微信做违法的事，不传违法的内容。', why: '' },
    en: { title: 'Compliant', body: 'Do nothing illegal with WeCom, and send no illegal content.', why: '' },
  },
  {
    id: '1.3b',
    no: '1.3②',
    zh: { title: '安全', body: '密码只有自己知道。不借用、不盗用他人账号，不改动不归自己管的数据。', why: '' },
    en: {
      title: 'Secure',
      body: 'Keep your password to yourself. Do not use accounts of others, and do not change data that you are not responsible for.',
      why: '',
    },
  },
  {
    id: '1.3c',
    no: '1.3③',
    zh: { title: '效率', body: '有事说事。不发与工作无关的消息，不为一个人的问题打扰一群人。', why: '' },
    en: {
      title: 'Efficient',
      body: 'Be to the point. Send no messages unrelated to work, and do not disturb many people with a question for one.',
      why: '',
    },
  },
  {
    id: '1.3d',
    no: '1.3④',
    zh: { title: '专业', body: '称呼得体，语气平和，重要的话写完整。', why: '' },
    en: {
      title: 'Professional',
      body: 'Address people properly, keep an even tone, and write what matters in full.',
      why: '',
    },
  },
  {
    id: '1.3e',
    no: '1.3⑤',
    zh: { title: '真实', body: '不编造，不传没有核实的消息。自己的资料要真实。', why: '' },
    en: {
      title: 'Truthful',
      body: 'Do not make things up, pass on nothing unverified, and keep your own data true.',
      why: '',
    },
  },
  {
    id: '2.1a',
    no: '2.1①',
    dutyOf: 'management',
    zh: { title: '管理部门：配置与支持', body: '负责后台设置，解答使用问题。', why: '' },
    en: {
      title: 'Management: setup and help',
      body: 'Maintains the settings of the console and answers questions.',
      why: '',
    },
  },
  {
    id: '2.1b',
    no: '2.1②',
    dutyOf: 'management',
    zh: { title: '管理部门：制定与推行', body: '起草、修订、解释本规范，让每个人都读到。', why: '' },
    en: {
      title: 'Management: rules',
      body: 'Drafts, revises and explains these rules, and makes sure that everyone reads them.',
      why: '',
    },
  },
  {
    id: '2.1c',
    no: '2.1③',
    dutyOf: 'management',
    zh: { title: '管理部门：账号', body: '开通、授权、变更、注销账号，**以核对的结果为准**。', why: '' },
    en: {
      title: 'Management: accounts',
      body: 'Opens, authorises, changes and closes accounts; **the values read back from WeCom count**.',
      why: '',
    },
  },
  {
    id: '2.1d',
    no: '2.1④',
    dutyOf: 'management',
    zh: { title: '管理部门：监督与审计', body: '监控账号的使用情况，查看审计记录，调查异常和安全事件。', why: '' },
    en: {
      title: 'Management: audit',
      body: 'Monitors the use of accounts, reviews the audit, and investigates anomalies and security incidents.',
      why: '',
    },
  },
  {
    id: '2.1e',
    no: '2.1⑤',
    dutyOf: 'management',
    zh: { title: '管理部门：协调', body: '牵头处理跨部门的重要问题。', why: '' },
    en: {
      title: 'Management: coordination',
      body: 'Leads the handling of important problems across departments.',
      why: '',
    },
  },
  {
    id: '2.2a',
    no: '2.2①',
    dutyOf: 'department_admin',
    zh: { title: '部门管理员：传达与督促', body: '把要求传到每个人，提醒没有完成的人。', why: '' },
    en: {
      title: 'Department admins: communication',
      body: 'Pass the requirements on to everyone, and remind people who are late.',
      why: '',
    },
  },
  {
    id: '2.2b',
    no: '2.2②',
    dutyOf: 'department_admin',
    zh: { title: '部门管理员：收集与反馈', body: '收集问题，转给管理部门，并把答复带回来。', why: '' },
    en: {
      title: 'Department admins: feedback',
      body: 'Collect questions, forward them to the management department, and pass on the answers.',
      why: '',
    },
  },
  {
    id: '2.2c',
    no: '2.2③',
    dutyOf: 'department_admin',
    zh: { title: '部门管理员：核实信息', body: '核实本部门成员的姓名、部门、岗位，及时更新。', why: '' },
    en: {
      title: 'Department admins: verification',
      body: 'Verify the names, departments and positions of your members, and keep them up to date.',
      why: '',
    },
  },
  {
    id: '2.2d',
    no: '2.2④',
    dutyOf: 'department_admin',
    zh: { title: '部门管理员：管群', body: '审批建群，督促群主清理。', why: '' },
    en: {
      title: 'Department admins: groups',
      body: 'Approve new groups, and make sure that their owners maintain them.',
      why: '',
    },
  },
  {
    id: '2.3a',
    no: '2.3①',
    zh: { title: '每个人：学习并遵守', body: '读完本规范，按它做。', why: '' },
    en: { title: 'Everyone: learn and follow', body: 'Read these rules and follow them.', why: '' },
  },
  {
    id: '2.3b',
    no: '2.3②',
    zh: { title: '每个人：管好账号', body: '账号里发生的操作由本人负责。', why: '' },
    en: {
      title: 'Everyone: your account',
      body: 'You are responsible for everything that is done with your account.',
      why: '',
    },
  },
  {
    id: '2.3c',
    no: '2.3③',
    zh: { title: '每个人：正确使用', body: '按用途使用各项功能，不绕开限制。', why: '' },
    en: {
      title: 'Everyone: proper use',
      body: 'Use each function for its purpose, and do not bypass restrictions.',
      why: '',
    },
  },
  {
    id: '2.3d',
    no: '2.3④',
    zh: { title: '每个人：发现就报告', body: '发现异常、隐患、违规，马上告诉管理部门或部门管理员。', why: '' },
    en: {
      title: 'Everyone: reporting',
      body: 'Report anomalies, risks and violations to the management department or your department admin immediately.',
      why: '',
    },
  },
]
